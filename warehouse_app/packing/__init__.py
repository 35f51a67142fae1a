"""The packing desk: every item scanned against its parcel, every scan kept, nothing leaves wrong."""
