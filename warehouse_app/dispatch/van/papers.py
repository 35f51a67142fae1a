"""The count before the van comes, written as a file from what the database says."""

from __future__ import annotations

from pathlib import Path

from warehouse_app.dispatch.van.documents import write_counts
from warehouse_app.dispatch.van.queries import counts, unpacked
from warehouse_app.orders.due import moments
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language


def make_counts(warehouse: Warehouse, language: Language) -> Path:
    """What waits for each courier now. Raises BadInput ``van.nothing_waits``, WarehouseError ``paper.cannot_write``."""
    now = warehouse.clock()
    with warehouse.reading() as session:
        midnight = moments(session, now).midnight
        rows, open_ones = counts(session, midnight), unpacked(session, midnight)
    file = Folder(warehouse.folder).documents / f"van-{now.astimezone():%Y%m%d-%H%M}.pdf"
    write_counts(file, rows, open_ones, now, language)
    return file
