"""What is kept of each SKU (from whom, how long, how few, in what cartons, how much), for many at once by a file."""
