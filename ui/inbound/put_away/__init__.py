"""Putting away: from the dock into the bins."""
