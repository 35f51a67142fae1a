"""What a parcel is packed in: which box fits its goods, what was taken for it, and what is left of the materials."""
