"""The second check at the packing desk: counting blind, what differs, what waits, and when a parcel owes one."""
