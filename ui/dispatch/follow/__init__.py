"""Parcels on their way: cases, what couriers said, claims."""
