"""Forecasts of demand: which method fits a SKU, how much sells until an order arrives, and how far that may be wrong."""
