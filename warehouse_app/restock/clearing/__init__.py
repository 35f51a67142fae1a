"""Goods that are too many, stand still, are past their season or can no longer be sold, and what to do with them."""
