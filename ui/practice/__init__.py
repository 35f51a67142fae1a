"""Practice: the packing station on a shop that is thrown away."""
