"""Lists of sets: what each is made of, read from files and written to them."""
