"""Goods moved, corrected, written off and taken out by hand, each with its slip."""
