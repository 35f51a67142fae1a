"""The database room: engine, one transaction per command, migrations, backup and integrity. Knows nothing of stations."""
