"""Trying things out before they count: what a scanner sends, and a shop in which mistakes cost nothing."""
