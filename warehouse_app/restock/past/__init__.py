"""Sales of the time before the shop's orders came into this house, from files; each file can be taken back whole."""
