"""Which courier a parcel goes with: the shop's rules in their order, where each courier goes, and what it would cost."""
