"""Goods back to the supplier: quarantine, returns, what is not yet replaced."""
