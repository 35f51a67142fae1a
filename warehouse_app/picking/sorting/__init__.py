"""The sorting wall: goods of a whole wave become parcels, one numbered slot for each."""
