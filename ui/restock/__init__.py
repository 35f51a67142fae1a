"""The restock station: what to order and why, what a person decided about it, what to clear, and a great sale rehearsed."""
