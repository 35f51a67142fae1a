"""A rehearsal in words and tables, the same on paper and in the workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from warehouse_app.restock.rehearsing.goods import GoodsNeed, MaterialNeed
from warehouse_app.restock.rehearsing.outcome import Outcome
from warehouse_app.restock.rehearsing.rehearse import Rehearsal
from warehouse_app.restock.rehearsing.rules import Contents
from warehouse_app.sheets.writer import Value
from warehouse_app.words import Language, say


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """A plan to be written down: its name, note and rehearsal, what its SKUs are called, and what came of it, if anything."""

    name: str
    note: str
    found: Rehearsal
    called: Mapping[int, str]
    came: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One table: its title, captions, the width of each column on A4 (mm), which hold figures, and its rows."""

    title: str
    captions: tuple[str, ...]
    widths: tuple[int, ...]
    figures: frozenset[int]
    rows: tuple[tuple[Value, ...], ...]


_GOODS = (
    ("seller_code", 32), ("item", 40), ("pieces", 18), ("before", 18), ("free", 18), ("coming", 18), ("to_order", 18),
    ("order_by", 28),
)  # fmt: skip
_MATERIALS = (
    ("material", 60), ("per_parcel", 22), ("pieces", 22), ("free", 20), ("coming", 20), ("to_order", 20), ("order_by", 26),
)  # fmt: skip
_AHEAD = (("contents", 130), ("expected", 30), ("ahead", 30))
_DAYS = (
    ("day", 28), ("orders", 20), ("parcels", 20), ("day_pieces", 20), ("pick", 22), ("pack", 22), ("people", 18), ("planned", 20),
    ("missing", 20),
)  # fmt: skip
_CAME = (
    ("seller_code", 38), ("item", 56), ("planned_pieces", 20), ("sold", 20), ("difference", 20), ("short", 16), ("out_on", 20),
)  # fmt: skip


def head_lines(paper: PlanPaper, language: Language) -> list[str]:
    """What the sale is, in sentences."""
    wishes, expected = paper.found.wishes, paper.found.expected
    lines = [
        say(
            "rehearsal.paper_days", language, begins=wishes.begins, ends=wishes.ends, first=wishes.model_from,
            last=wishes.model_to,
        ),
        say(
            "rehearsal.paper_sums", language, orders=f"{expected.orders:,}", pieces=f"{expected.sum:,}",
            parcels=f"{sum(one.parcels for one in paper.found.days):,}", hours=hours(paper.found.missing_minutes),
        ),
    ]  # fmt: skip
    return [*lines, *([paper.note] if paper.note else [])]


def sections(paper: PlanPaper, language: Language) -> list[Section]:
    """All tables that have rows: goods, materials, parcels to pack ahead, days, and what came of it."""
    found = paper.found
    made = [
        _section("goods", _GOODS, 2, [_goods(one) for one in found.goods], language),
        _section("materials", _MATERIALS, 1, [_material(one) for one in found.materials], language),
        _section("ahead", _AHEAD, 1, _ahead(paper), language),
        _section("days", _DAYS, 1, _days(found), language),
        _section("came", _CAME, 2, _came(paper.came), language),
    ]  # fmt: skip
    return [one for one in made if one.rows]


def _section(
    name: str, columns: Sequence[tuple[str, int]], words: int, rows: Sequence[tuple[Value, ...]], language: Language
) -> Section:
    captions = tuple(say(f"rehearsal.col_{column}", language) for column, _ in columns)
    widths = tuple(width for _, width in columns)
    return Section(
        say(f"rehearsal.section_{name}", language), captions, widths, frozenset(range(words, len(columns))), tuple(rows)
    )  # fmt: skip


def _goods(one: GoodsNeed) -> tuple[Value, ...]:
    facts = one.facts
    return (
        facts.seller_code, item_words(facts.name, facts.colour, facts.size), one.pieces, one.before, one.free, one.coming,
        one.to_order, _day(one.order_by),
    )  # fmt: skip


def _material(one: MaterialNeed) -> tuple[Value, ...]:
    need = one.goods
    name = item_words(need.name, need.facts.size, need.seller_code)
    per = f"{float(one.usage.per_parcel):.2f}"
    return name, per, one.pieces, need.free, need.coming, need.to_order, _day(need.order_by)


def _ahead(paper: PlanPaper) -> list[tuple[Value, ...]]:
    return [(contents_words(one.contents, paper.called), one.expected, one.ahead) for one in paper.found.ahead]


def _days(found: Rehearsal) -> list[tuple[Value, ...]]:
    return [
        (one.day.isoformat(), one.orders, one.parcels, one.pieces, hours(one.pick_minutes), hours(one.pack_minutes), one.people,
         hours(one.planned_minutes), hours(one.missing_minutes))
        for one in found.days
    ]  # fmt: skip


def _came(came: Outcome | None) -> list[tuple[Value, ...]]:
    return [
        (one.line.seller_code, item_words(one.line.name, one.line.colour, one.line.size), one.line.pieces, one.sold,
         one.difference, one.short, _day(one.out_on)[5:])
        for one in (came.goods if came is not None else ())
    ]  # fmt: skip


def item_words(*parts: str) -> str:
    """Name, colour and size in one line; what is empty is left out."""
    return " ".join(part for part in parts if part)


def contents_words(contents: Contents, called: Mapping[int, str]) -> str:
    """What lies in a parcel."""
    return " + ".join(f"{called.get(sku_id, str(sku_id))} ×{pieces}" for sku_id, pieces in contents)


def hours(minutes: int) -> str:
    """Minutes as hours with one place, rounded up so that no work is lost; a dash for none."""
    return f"{-(-minutes // 6) / 10:.1f}" if minutes else "–"


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
