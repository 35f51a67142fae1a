"""The packing record: what was in a parcel, every scan with its time and person, weights and pictures. For a dispute."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from warehouse_app.packing.evidence.queries import PhotoLine, Record
from warehouse_app.paper.barcodes import can_code128, code128
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import Column, draw_table, fit_rows, paginate
from warehouse_app.picking.tasks import task_words
from warehouse_app.words import Language, say

MARGIN, TOP, FOOT, TABLE_HEAD, GAP = 12.0, 44.0, 14.0, 7.0, 6.0
PHOTO_HIGH = 105.0


def write_record(
    path: Path, record: Record, photos: Path, printed_at: datetime, language: Language = "zh_CN", changed: Collection[str] = ()
) -> None:
    """One A4 PDF; times are the computer's. ``changed`` are files of pictures that are no longer what was taken.

    Raises WarehouseError ``paper.cannot_write``.
    """
    paper = Paper(*A4, say("evidence.record_title", language))
    pages = _Pages(paper, record, printed_at, language)
    pages.begin()
    pages.table(_goods_columns(language), [
        (line.seller_code, line.name, line.variant, str(line.needed), str(line.scanned)) for line in record.goods
    ])  # fmt: skip
    if record.ticks:
        pages.table(_tick_columns(language), [
            (task_words(line.task.kind, line.task.text, language), line.who, _time(line.at)) for line in record.ticks
        ])  # fmt: skip
    if record.weighings:
        pages.table(_weight_columns(language), [
            (_time(row.at), row.who, f"{row.weight_g} g", f"{row.expected_g} g" if row.expected_g else "",
             say(f"evidence.weight_{row.outcome}", language), row.reason)
            for row in record.weighings
        ])  # fmt: skip
    pages.table(_scan_columns(language), [
        (_time(scan.at), scan.who, scan.desk, scan.code, scan.name, say(f"packing.verdict_{scan.verdict}", language),
         str(scan.quantity or ""))
        for scan in record.scans
    ])  # fmt: skip
    for photo in record.photos:
        pages.photo(photo, photos, wrong=photo.file in changed)
    pages.end()
    paper.save(path)


def _time(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}" if moment is not None else ""


def _columns(language: Language, *columns: tuple[str, float]) -> list[Column]:
    return [Column(say(f"evidence.column_{key}", language), width, 8) for key, width in columns]


def _goods_columns(language: Language) -> list[Column]:
    return _columns(language, ("code", 40), ("name", 76), ("variant", 38), ("needed", 16), ("scanned", 16))


def _tick_columns(language: Language) -> list[Column]:
    return _columns(language, ("task", 116), ("who", 30), ("at", 40))


def _weight_columns(language: Language) -> list[Column]:
    return _columns(language, ("at", 38), ("who", 26), ("weight", 24), ("expected", 24), ("outcome", 28), ("reason", 46))


def _scan_columns(language: Language) -> list[Column]:
    return _columns(
        language, ("at", 33), ("who", 20), ("desk", 20), ("scan", 37), ("name", 38), ("verdict", 26), ("quantity", 12)
    )


class _Pages:
    """The pages of one record: the same head and foot on each, tables and pictures one below the other."""

    def __init__(self, paper: Paper, record: Record, printed_at: datetime, language: Language) -> None:
        self._paper, self._record, self._printed_at, self._language = paper, record, printed_at, language
        self._y = TOP
        self._page = 0

    @property
    def _room(self) -> float:
        return self._paper.height - FOOT - self._y

    def begin(self) -> None:
        """A page with its head."""
        self._page += 1
        self._y = TOP
        paper, head, language = self._paper, self._record.head, self._language
        wide = paper.width - 2 * MARGIN
        paper.write(Box(MARGIN, 9, wide * 0.5, 9), say("evidence.record_title", language), 18, 12, bold=True)
        if head.waybill and can_code128(head.waybill):
            paper.bars(Box(MARGIN + wide * 0.5, 8, wide * 0.5, 11), code128(head.waybill), "right")
        paper.write(Box(MARGIN, 19, wide * 0.6, 6), f"{head.courier}  {head.waybill}", 12, 8, bold=True)
        orders = say("evidence.record_orders", language, orders=", ".join(head.orders), shop=self._record.shop)
        paper.write(Box(MARGIN, 26, wide, 5), orders, 9, 6)
        state = say(f"evidence.state_{head.state}", language)
        weight = f"{self._record.weight_g} g" if self._record.weight_g else "–"
        packed = say(
            "evidence.record_packed", language, state=state, who=head.packed_by or "–", at=_time(head.packed_at) or "–",
            wave=self._record.wave, slot=self._record.slot, weight=weight,
        )  # fmt: skip
        paper.write(Box(MARGIN, 32, wide, 9), packed, 9, 6)

    def end(self) -> None:
        """The foot of the page, and the page is done."""
        paper, language = self._paper, self._language
        foot = say("evidence.record_foot", language, at=_time(self._printed_at), page=self._page)
        paper.write(Box(MARGIN, paper.height - 10, paper.width - 2 * MARGIN, 5), foot, 7, 5, align="center")
        paper.end_page()

    def table(self, columns: list[Column], rows: list[tuple[str, ...]]) -> None:
        """A table, over as many pages as it takes."""
        fitted = fit_rows(columns, rows, 5.5)
        whole = self._paper.height - FOOT - TOP - TABLE_HEAD
        if self._room < TABLE_HEAD + 12:
            self._next()
        for number, part in enumerate(paginate(fitted, self._room - TABLE_HEAD, whole, 0)):
            if number:
                self._next()
            self._y = draw_table(self._paper, MARGIN, self._y, columns, part) + GAP

    def photo(self, photo: PhotoLine, folder: Path, *, wrong: bool) -> None:
        """A picture with what proves it: when, who, where, its hash."""
        if self._room < PHOTO_HIGH + 14:
            self._next()
        paper, language = self._paper, self._language
        box = Box(MARGIN, self._y, paper.width - 2 * MARGIN, PHOTO_HIGH)
        file = folder / photo.file
        if photo.deleted_at is not None:
            paper.write(box, say("evidence.photo_deleted", language, at=_time(photo.deleted_at)), 10, 8, align="center")
        elif wrong or not file.is_file() or not paper.picture(box, file):
            paper.write(box, say("evidence.photo_wrong", language, file=photo.file), 10, 8, align="center")
        words = say("evidence.photo_words", language, at=_time(photo.at), who=photo.who, desk=photo.desk, sha256=photo.sha256)
        paper.write(Box(MARGIN, self._y + PHOTO_HIGH + 1, box.width, 9), words, 8, 5)
        self._y += PHOTO_HIGH + 12

    def _next(self) -> None:
        self.end()
        self.begin()
