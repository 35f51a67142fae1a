"""Parcels that do not go on now: set aside with a reason, held, stuck, or completed with fewer pieces than wanted."""
