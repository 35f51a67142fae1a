"""Suppliers, their prices and their accounts."""
