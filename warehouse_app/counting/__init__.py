"""Stocktakes: planned, counted blind while goods go on moving, counted again where it does not fit, explained and approved."""
