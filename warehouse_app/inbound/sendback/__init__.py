"""Goods back to the supplier, to be exchanged or credited."""
