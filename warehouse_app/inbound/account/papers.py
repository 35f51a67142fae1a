"""A supplier's statement as a file in the documents folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from warehouse_app.inbound.account.documents import write_statement
from warehouse_app.inbound.account.queries import statement
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language


def make_statement(
    warehouse: Warehouse, supplier_id: int, first_day: date, last_day: date, language: Language = "zh_CN"
) -> Path:  # fmt: skip
    """The statement of a period as PDF; made again it replaces what was there.

    Raises NotFound, BadInput ``account.bad_period``, WarehouseError ``paper.cannot_write``.
    """
    with warehouse.reading() as session:
        told = statement(session, supplier_id, first_day, last_day)
    name = f"statement-{supplier_id}-{first_day:%Y%m%d}-{last_day:%Y%m%d}.pdf"
    path = Folder(warehouse.folder).documents / name
    write_statement(path, told, language)
    return path
