"""Bins, the ledger of moves, balances and reservations: the only place where stock changes."""
