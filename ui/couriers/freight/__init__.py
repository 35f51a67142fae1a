"""Freight on the screen: couriers' bills and what is wrong with them, and what parcels cost."""
