"""Mistakes that came back (mispacks): recorded against the parcel, corrected, withdrawn, listed."""
