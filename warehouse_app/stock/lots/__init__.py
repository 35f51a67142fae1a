"""Lots and the last day they may be sold."""
