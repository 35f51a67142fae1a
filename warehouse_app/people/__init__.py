"""Who works here: people, PINs, badges, roles and what each role may do."""
