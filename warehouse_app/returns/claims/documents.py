"""The paper of a claim: what was sent, what the courier said of it, what it was worth, what is asked for; for both to sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from warehouse_app.dispatch.following.queries import TrackLine
from warehouse_app.packing.evidence.queries import GoodsLine
from warehouse_app.paper.barcodes import can_code128, code128
from warehouse_app.paper.page import A4, Box, Paper
from warehouse_app.paper.table import Column, Row, draw_table, fit_rows
from warehouse_app.returns.claims.queries import ClaimRow
from warehouse_app.words import Language, say

MARGIN, TOP, FOOT, TABLE_HEAD, GAP = 12.0, 12.0, 14.0, 7.0, 6.0
LINE, SUMS, SIGNS = 7.0, 30.0, 44.0


def write_claim(
    path: Path, claim: ClaimRow, goods: Sequence[GoodsLine], tracking: Sequence[TrackLine], sender: str, at: datetime,
    language: Language = "zh_CN",
) -> None:  # fmt: skip
    """One A4 PDF. Raises WarehouseError ``paper.cannot_write``."""
    paper = Paper(*A4, say("claims.paper_title", language))
    pages = _Pages(paper, claim, at, language)
    pages.head(sender)
    pages.table(
        say("claims.paper_goods", language), _columns(language, ("code", 46), ("name", 84), ("variant", 40), ("pieces", 16)),
        [(line.seller_code, line.name, line.variant, str(line.needed)) for line in goods],
    )  # fmt: skip
    said = [
        (_time(line.moment), say(f"follow.status_{line.status}", language), line.place, line.words)
        for line in sorted(tracking, key=lambda line: line.moment)
    ]
    columns = _columns(language, ("at", 32), ("status", 26), ("place", 34), ("words", 94))
    pages.table(say("claims.paper_tracking", language), columns, said or [("", say("claims.paper_no_scan", language), "", "")])
    pages.sums()
    pages.signatures()
    pages.end()
    paper.save(path)


class _Pages:
    """The pages of one claim, filled from the top."""

    def __init__(self, paper: Paper, claim: ClaimRow, at: datetime, language: Language) -> None:
        self._paper, self._claim, self._at, self._language = paper, claim, at, language
        self._y = TOP
        self._page = 1
        self._wide = paper.width - 2 * MARGIN

    def head(self, sender: str) -> None:
        paper, claim, language = self._paper, self._claim, self._language
        paper.write(Box(MARGIN, self._y, self._wide * 0.5, 10), say("claims.paper_title", language), 20, 12, bold=True)
        if can_code128(claim.waybill):
            paper.bars(Box(MARGIN + self._wide * 0.5, self._y, self._wide * 0.5, 11), code128(claim.waybill), "right")
        self._y += 14
        facts = (
            ("to", claim.courier), ("waybill", claim.waybill), ("orders", ", ".join(claim.orders)), ("from", sender or "–"),
            ("left", _time(claim.left_at) or "–"), ("kind", say(f"follow.case_{claim.kind}", language)),
            ("number", f"C{claim.id}"),
        )  # fmt: skip
        for key, words in facts:
            self._line(say(f"claims.paper_{key}", language), words)
        self._y += GAP / 2

    def table(self, title: str, columns: list[Column], cells: Sequence[tuple[str, ...]]) -> None:
        """A table under its title, over as many pages as it takes."""
        rows = fit_rows(columns, cells, 6)
        while rows:
            if self._room < LINE + TABLE_HEAD + rows[0].height:
                self._next()
            self._paper.write(Box(MARGIN, self._y, self._wide, LINE - 1), title, 11, 8, bold=True)
            taken = _fitting(rows, self._room - LINE - TABLE_HEAD)
            self._y = draw_table(self._paper, MARGIN, self._y + LINE, columns, rows[:taken]) + GAP
            rows = rows[taken:]

    def sums(self) -> None:
        """The amounts, and the note."""
        claim, language = self._claim, self._language
        if self._room < SUMS + (12 if claim.note else 0):
            self._next()
        for key, amount in (("value", claim.goods), ("freight", claim.freight)):
            self._line(say(f"claims.paper_{key}", language), f"¥ {amount:,.2f}")
        box = Box(MARGIN, self._y, self._wide, 9)
        self._paper.frame(box, 0.4)
        words = say("claims.paper_claimed", language, amount=f"{claim.claimed:,.2f}")
        self._paper.write(box.inset(3), words, 14, 9, bold=True)
        self._y += 12
        if claim.note:
            self._paper.write(Box(MARGIN, self._y, self._wide, 11), claim.note, 10, 6, middle=False)
            self._y += 13

    def signatures(self) -> None:
        """What is enclosed, and a line for each side."""
        if self._room < SIGNS:
            self._next()
        paper, language = self._paper, self._language
        paper.write(Box(MARGIN, self._y, self._wide, 6), say("claims.paper_enclosed", language), 9, 7)
        for column, key in enumerate(("sign_us", "sign_courier")):
            x = MARGIN + column * self._wide / 2
            for row, caption in enumerate((key, "sign_day")):
                y = self._y + 14 + row * 12
                paper.write(Box(x, y, 34, 6), say(f"claims.paper_{caption}", language), 10, 7)
                paper.line(x + 35, y + 6, x + self._wide / 2 - 6, y + 6)

    def end(self) -> None:
        """The foot of the page, and the page is done."""
        foot = say("claims.paper_foot", self._language, at=_time(self._at), page=self._page)
        self._paper.write(Box(MARGIN, self._paper.height - 10, self._wide, 5), foot, 7, 5, align="center")
        self._paper.end_page()

    @property
    def _room(self) -> float:
        return self._paper.height - FOOT - self._y

    def _line(self, caption: str, words: str) -> None:
        self._paper.write(Box(MARGIN, self._y, 34, LINE - 1), caption, 10, 7)
        self._paper.write(Box(MARGIN + 36, self._y, self._wide - 36, LINE - 1), words, 11, 6, bold=True)
        self._y += LINE

    def _next(self) -> None:
        self.end()
        self._page += 1
        self._y = TOP


def _fitting(rows: Sequence[Row], room: float) -> int:
    """How many of the rows go into ``room`` mm, at least one."""
    for number, row in enumerate(rows):
        room -= row.height
        if room < 0:
            return max(number, 1)
    return len(rows)


def _columns(language: Language, *columns: tuple[str, float]) -> list[Column]:
    return [Column(say(f"claims.paper_col_{key}", language), width, 9, lines=3) for key, width in columns]


def _time(moment: datetime | date | None) -> str:
    if isinstance(moment, datetime):
        return f"{moment.astimezone():%Y-%m-%d %H:%M}"
    return "" if moment is None else moment.isoformat()
