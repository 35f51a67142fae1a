"""Waves, their parcels and the pick list."""
