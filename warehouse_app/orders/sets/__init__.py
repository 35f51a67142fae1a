"""Sets (kits) whose own stock is short are made of components from the shelves, for one order line at a time (decision 0019)."""
