"""The proof: mirrors the tree of the program, room by room."""
