"""The platforms' print components: programs on the same PC that print what only they can read, spoken to over loopback."""
