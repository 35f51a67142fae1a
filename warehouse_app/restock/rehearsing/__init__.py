"""A great sale rehearsed: what it would sell, and what goods, materials, parcels and people that asks for, day by day."""
