"""What comes in through files, whatever station it belongs to: one preview, one import, for the window and the command line.

A preview is the import itself in a transaction that is rolled back, so what is shown is exactly what would happen.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from warehouse_app.catalog.commands import import_products, picture_name
from warehouse_app.catalog.files import read_products
from warehouse_app.catalog.kits.commands import import_kits
from warehouse_app.catalog.kits.files import read_kits
from warehouse_app.dispatch.files import read_waybills
from warehouse_app.dispatch.following.files import read_tracking
from warehouse_app.dispatch.following.tracking import import_tracking
from warehouse_app.dispatch.numbers.keeping import keep_carried
from warehouse_app.dispatch.telling.finding import find_differences
from warehouse_app.dispatch.waybills import import_waybills
from warehouse_app.errors import Unreadable
from warehouse_app.orders.files import read_order_file
from warehouse_app.orders.importing import import_orders
from warehouse_app.packing.stopping import settle
from warehouse_app.restock.keeping.commands import import_terms
from warehouse_app.restock.keeping.files import read_terms
from warehouse_app.restock.past.commands import compare_past_sales, import_past_sales
from warehouse_app.restock.past.files import read_past_sales
from warehouse_app.restock.seasons.commands import import_seasons
from warehouse_app.restock.seasons.files import read_seasons
from warehouse_app.sheets.mapping import header_fingerprint
from warehouse_app.sheets.progress import Progress
from warehouse_app.stock.bins.commands import import_bins
from warehouse_app.stock.bins.files import read_bins
from warehouse_app.stock.commands import add_bins, import_stock
from warehouse_app.stock.files import read_stock
from warehouse_app.store.folder import Folder
from warehouse_app.store.imports import ImportResult, save_mapping, saved_mapping
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

Kind = Literal["products", "kits", "bins", "stock", "orders", "waybills", "tracking", "past_sales", "seasons", "terms"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which they need each other."""
_READERS: dict[Kind, Callable[[Path, Mapping[str, str] | None, Progress | None], object]] = {
    "products": read_products,
    "kits": read_kits,
    "bins": read_bins,
    "stock": read_stock,
    "orders": read_order_file,
    "waybills": read_waybills,
    "tracking": read_tracking,
    "past_sales": read_past_sales,
    "seasons": read_seasons,
    "terms": read_terms,
}


@dataclass(frozen=True, slots=True)
class Intake:
    """Files of one kind to bring in. ``mapping`` names the columns of a layout we do not know (field to header)."""

    kind: Kind
    paths: tuple[Path, ...]
    shop: str = ""
    mapping: Mapping[str, str] | None = None
    new_bins: bool = False
    all_or_nothing: bool = False


class _RollBack(Exception):
    """Ends a preview's transaction."""


def preview(warehouse: Warehouse, actor: Actor, desk: str, intake: Intake, progress: Progress | None = None) -> ImportResult:
    """What the import would do, row by row; nothing is kept. Raises like ``bring_in``."""
    read = _read(warehouse, intake, progress)
    result = ImportResult([], [])
    try:
        with warehouse.transaction(actor, desk) as tx:
            result = _write(tx, intake, read, progress)
            raise _RollBack
    except _RollBack:
        return result


def bring_in(warehouse: Warehouse, actor: Actor, desk: str, intake: Intake, progress: Progress | None = None) -> ImportResult:
    """Import the files in one transaction: all good rows or, with ``all_or_nothing`` and a bad row among them, none.

    Raises Unreadable (a file that is no table, or a layout nobody mapped yet), Cancelled (by ``progress``), NotAllowed, Busy.
    """
    read = _read(warehouse, intake, progress)
    result = ImportResult([], [])
    try:
        with warehouse.transaction(actor, desk) as tx:
            result = _write(tx, intake, read, progress)
            if intake.all_or_nothing and result.errors:
                raise _RollBack
    except _RollBack:
        return ImportResult([], result.errors, result.warnings)
    if intake.kind == "products":
        _keep_pictures(intake.paths, read, Folder(warehouse.folder).pictures)
    return result


def _keep_pictures(paths: Sequence[Path], read: Sequence[Any], pictures: Path) -> None:
    """Copy the pictures a product list names from beside it (or from its ``pictures`` folder) into the data folder.

    A picture that is not there or cannot be copied is no reason to refuse the list: the desk then shows the item without.
    """
    for path, parsed in zip(paths, read, strict=True):
        for name in {row.picture for row in parsed.rows if row.picture}:
            source = _beside(path.parent, name)
            if source is not None and source.parent != pictures.resolve():
                with suppress(OSError):
                    shutil.copyfile(source, pictures / picture_name(name))


def _beside(folder: Path, name: str) -> Path | None:
    """The picture file a list means: in its own folder or below it, never anywhere else on the disk."""
    for candidate in (folder / name, folder / "pictures" / name):
        found = candidate.resolve()
        if found.is_file() and found.is_relative_to(folder.resolve()):
            return found
    return None


def remember_columns(tx: Tx, kind: Kind, header: Sequence[str], columns: dict[str, str]) -> None:
    """Keep how a person mapped a layout, so that the next file like it is understood."""
    save_mapping(tx, kind, header_fingerprint(header), columns)


class _Part:
    """The progress of one file as its part of all files."""

    def __init__(self, progress: Progress, index: int, files: int) -> None:
        self._progress, self._index, self._files = progress, index, files

    def step(self, done: int, total: int) -> None:
        total = max(total, 1)
        self._progress.step(self._index * total + done, self._files * total)


def _read(warehouse: Warehouse, intake: Intake, progress: Progress | None) -> list[Any]:
    """Read and parse outside any transaction, each file by itself, so that one with a saved mapping may join others."""
    parts = [_Part(progress, index, len(intake.paths)) if progress else None for index in range(len(intake.paths))]
    read = [_read_one(warehouse, intake, path, part) for path, part in zip(intake.paths, parts, strict=True)]
    return _compared(warehouse, read) if intake.kind == "past_sales" else read


def _compared(warehouse: Warehouse, read: list[Any]) -> list[Any]:
    """Past sales by the million are compared with what is kept before the transaction begins."""
    today = warehouse.clock().astimezone().date()
    with warehouse.reading() as session:
        return [compare_past_sales(session, parsed, today) for parsed in read]


def _read_one(warehouse: Warehouse, intake: Intake, path: Path, progress: Progress | None) -> object:
    """One file; an unknown layout is tried again with the mapping somebody saved for it."""
    try:
        return _READERS[intake.kind](path, intake.mapping, progress)
    except Unreadable as error:
        header = error.fields.get("header")
        if error.code != "sheets.unknown_layout" or not isinstance(header, (list, tuple)):
            raise
        with warehouse.reading() as session:
            mapping = saved_mapping(session, intake.kind, header_fingerprint(header))
        if mapping is None:
            raise
        return _READERS[intake.kind](path, mapping, progress)


def _write(tx: Tx, intake: Intake, read: list[Any], progress: Progress | None) -> ImportResult:
    if intake.kind == "orders":
        result = import_orders(tx, read, intake.shop, progress)
        settle(tx)  # parcels the files stop are taken apart with them
        keep_carried(tx)
        find_differences(tx, read)
        return result
    total = ImportResult([], [])
    for parsed in read:
        match intake.kind:
            case "products":
                result = import_products(tx, parsed)
                add_bins(tx, [row.bin_code for row in parsed.rows])
            case "kits":
                result = import_kits(tx, parsed)
            case "bins":
                result = import_bins(tx, parsed)
            case "stock":
                result = import_stock(tx, parsed, new_bins=intake.new_bins)
            case "tracking":
                result = import_tracking(tx, parsed)
            case "past_sales":
                result = import_past_sales(tx, parsed)
            case "seasons":
                result = import_seasons(tx, parsed)
            case "terms":
                result = import_terms(tx, parsed)
            case _:
                result = import_waybills(tx, parsed)
        total.changes.extend(result.changes)
        total.errors.extend(result.errors)
        total.warnings.extend(result.warnings)
    return total
