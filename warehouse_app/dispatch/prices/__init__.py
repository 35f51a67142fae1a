"""What couriers charge: their price tables, and the freight of a parcel worked out so that a clerk can follow it."""
