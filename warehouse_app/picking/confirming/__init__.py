"""Picking on the screen: one stop after the other, each confirmed by scanning bin and goods."""
