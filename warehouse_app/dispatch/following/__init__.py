"""Parcels on their way: what the courier says of them, and cases of those that went wrong."""
