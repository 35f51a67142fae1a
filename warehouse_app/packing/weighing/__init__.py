"""Weighing: what scales say, what a parcel should weigh, what would explain a difference, and weights learned from parcels."""
