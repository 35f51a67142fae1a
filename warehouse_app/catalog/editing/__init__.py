"""Putting the catalogue right: codes renamed, barcodes moved, words, sizes and measures corrected."""
