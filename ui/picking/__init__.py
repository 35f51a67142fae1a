"""Picking: waves out of released orders, their papers, and the pick list on the screen."""
