"""The trail of what was done: kind, subject and fields; who, where and when come with the transaction."""

from __future__ import annotations

from sqlalchemy import insert

from warehouse_app.store.tables import Audit
from warehouse_app.store.warehouse import Tx


def record(tx: Tx, kind: str, subject: str, **fields: object) -> None:
    """Write one line of the trail; the fields must be plain JSON values."""
    tx.connection.execute(insert(Audit), [{"kind": kind, "subject": subject, "fields": fields}])
