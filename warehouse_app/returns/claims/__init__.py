"""Claims against couriers for parcels they lost or broke."""
