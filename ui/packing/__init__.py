"""The packing desk's screen: the open parcel with the item wanted now, its lines, what was scanned and what comes next."""
