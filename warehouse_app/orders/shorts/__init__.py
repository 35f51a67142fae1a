"""Short orders: what they lack and what is on its way, what their buyers were offered, and which of them can go now."""
