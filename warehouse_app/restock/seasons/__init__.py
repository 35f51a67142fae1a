"""The last day of a product's season, set by hand for many products or by a file."""
