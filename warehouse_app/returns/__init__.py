"""Goods that come back, and money for goods that were lost."""
