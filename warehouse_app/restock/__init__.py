"""Restock: what was wanted, what will be, what to order now and why, what to clear, and a great sale rehearsed."""
