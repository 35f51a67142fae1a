"""One SKU looked at closely: its arithmetic, the rule, its alerts and orders, and the curve of what sells and what is left."""
