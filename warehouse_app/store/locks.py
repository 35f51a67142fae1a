"""Doors that let one desk through at a time, where two at once would make the same thing twice."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import func, select

from warehouse_app.store.warehouse import Tx

Door = Literal[
    "people", "import", "release", "wave", "handover", "purchase", "receipt", "return", "account", "stock", "print", "prices",
    "rules", "freight", "restock",
]  # fmt: skip


def one_at_a_time(tx: Tx, door: Door) -> None:
    """Wait until no other transaction is behind this door; it opens again when ours ends.

    SQLite lets one writer in at a time anyway. Raises Busy when the wait takes too long.
    """
    if tx.connection.dialect.name == "postgresql":
        tx.connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"packdesk:{door}"))))
