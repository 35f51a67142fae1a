"""Order files of every platform, recognised by their column names. Paths in, frozen values out; no database.

What two files say of one order is brought together elsewhere: here each file speaks for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from warehouse_app.orders.formats import douyin, generic, jd, pinduoduo, shopify, taobao
from warehouse_app.orders.formats.generic import ORDER_FIELDS
from warehouse_app.orders.formats.model import Lock, OrderStatus, ParsedFile, ParsedLine, ParsedOrder, Refund
from warehouse_app.sheets.mapping import Layout
from warehouse_app.sheets.parsing import Table, open_table
from warehouse_app.sheets.progress import Progress

__all__ = [
    "ORDER_FIELDS",
    "Lock",
    "OrderStatus",
    "ParsedFile",
    "ParsedLine",
    "ParsedOrder",
    "Refund",
    "read_order_file",
    "read_orders",
]

# The most particular first; the generic layout fits what is left, and takes a person's mapping.
READERS: tuple[tuple[Layout, Callable[[Table], ParsedFile]], ...] = (
    (shopify.LAYOUT, shopify.read),
    (pinduoduo.LAYOUT, pinduoduo.read),
    (jd.LAYOUT, jd.read),
    (douyin.LAYOUT, douyin.read),
    (taobao.ITEM_REPORT, taobao.read_item_report),
    (taobao.ORDER_REPORT, taobao.read_order_report),
    (generic.LAYOUT, generic.read),
)
LAYOUTS = [layout for layout, _ in READERS]


def read_orders(
    paths: Sequence[Path], mapping: Mapping[str, str] | None = None, progress: Progress | None = None
) -> list[ParsedFile]:
    """Read the files one after the other; progress runs over all of them. Raises what ``read_order_file`` raises."""
    return [
        read_order_file(path, mapping, _PartOf(progress, index, len(paths)) if progress else None)
        for index, path in enumerate(paths)
    ]


def read_order_file(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> ParsedFile:
    """One order file. ``mapping`` (field of ORDER_FIELDS to column name) reads it as the generic layout.

    Raises Unreadable: ``sheets.unknown_layout`` (with ``header`` and ``fingerprint``), ``sheets.header_only`` and the
    codes of ``open_sheet``; Cancelled when progress says so.
    """
    table = open_table(path, LAYOUTS, mapping, progress)
    read = next(read for layout, read in READERS if layout is table.layout)
    return read(table)


class _PartOf:
    """The progress of one file as its part of all files."""

    def __init__(self, progress: Progress, index: int, files: int) -> None:
        self._progress, self._index, self._files = progress, index, files

    def step(self, done: int, total: int) -> None:
        total = max(total, 1)
        self._progress.step(self._index * total + done, self._files * total)
