"""People and the shop: who works here, badges, settings, backups."""
