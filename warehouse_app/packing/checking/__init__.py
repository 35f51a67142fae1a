"""The second check: somebody else counts a packed parcel again, blind."""
