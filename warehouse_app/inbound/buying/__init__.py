"""Suppliers, their prices, and the orders placed with them."""
