"""What parcels cost: couriers' monthly bills compared parcel by parcel, what is disputed, and the figures of all of it."""
