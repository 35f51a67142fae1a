"""Restock: what to order, when and why; what sells out; and how to get ready for a promotion."""
