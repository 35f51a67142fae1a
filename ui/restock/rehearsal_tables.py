"""The tables of a rehearsal: goods, materials, parcels to pack ahead, days, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from ui.dispatch.lists import ShortTable
from ui.inbound.buying.words import NONE, day_words
from ui.language import tr
from ui.restock.rehearsal_edits import Entry
from ui.theme import ToneName
from ui.widgets.empty_state import EmptyState
from ui.widgets.paged_model import Column
from warehouse_app.restock.rehearsing.goods import GoodsNeed, MaterialNeed
from warehouse_app.restock.rehearsing.outcome import DayOutcome, GoodsOutcome
from warehouse_app.restock.rehearsing.sections import contents_words, hours, item_words
from warehouse_app.restock.rehearsing.work import DayNeed, Prepack


def pieces_words(pieces: int) -> str:
    """Pieces with separated thousands; a dash for none."""
    return f"{pieces:,}" if pieces else NONE


def goods_table(parent: QWidget) -> ShortTable[GoodsNeed]:
    """Every SKU of the sale against what is there; Enter writes its pieces by hand."""
    empty = EmptyState("tag", "rehearsal.no_goods", "rehearsal.no_goods_words", parent)
    return ShortTable(
        [
            Column[GoodsNeed]("seller_code", "rehearsal.col_seller_code", width=116),
            Column[GoodsNeed]("name", "rehearsal.col_item", _item, width=0),
            Column[GoodsNeed]("supplier", "rehearsal.col_supplier", lambda one: one.supplier or NONE, width=96),
            Column[GoodsNeed](
                "pieces", "rehearsal.col_pieces", _pieces, lambda one: "next" if one.by_hand else None, align="right", width=92
            ),
            _figure("before", 84),
            Column[GoodsNeed]("free", "rehearsal.col_free", lambda one: f"{one.free:,}", _short, align="right", width=78),
            Column[GoodsNeed]("coming", "rehearsal.col_coming", _coming, align="right", width=84),
            _figure("to_order", 76),
            Column[GoodsNeed]("order_by", "rehearsal.col_order_by", _order_by, _urgency, width=164),
        ],
        empty,
        parent,
    )


def _figure(name: str, width: int) -> Column[GoodsNeed]:
    return Column[GoodsNeed](
        name, f"rehearsal.col_{name}", lambda one: pieces_words(getattr(one, name)), align="right", width=width
    )  # fmt: skip


def _item(one: GoodsNeed) -> str:
    return item_words(one.facts.name, one.facts.colour, one.facts.size)


def _pieces(one: GoodsNeed) -> str:
    words = pieces_words(one.pieces)
    return tr("rehearsal.in_sets", pieces=words, sets=f"{one.in_sets:,}") if one.in_sets else words


def _coming(one: GoodsNeed) -> str:
    words = pieces_words(one.coming)
    return tr("rehearsal.late_pieces", pieces=words, late=f"{one.late:,}") if one.late else words


def _short(one: GoodsNeed) -> ToneName | None:
    return "warning" if one.free < 0 else None


def _order_by(one: GoodsNeed) -> str:
    return tr("rehearsal.overdue", day=day_words(one.order_by)) if one.overdue else day_words(one.order_by)


def _urgency(one: GoodsNeed) -> ToneName | None:
    return "wrong" if one.overdue else None


def materials_table(parent: QWidget) -> ShortTable[MaterialNeed]:
    """What the parcels take."""
    empty = EmptyState("box-empty", "rehearsal.no_materials", "rehearsal.no_materials_words", parent)

    def figure(name: str, title: str, text: Callable[[MaterialNeed], str], width: int = 110) -> Column[MaterialNeed]:
        return Column[MaterialNeed](name, f"rehearsal.col_{title}", text, align="right", width=width)

    return ShortTable(
        [
            Column[MaterialNeed]("name", "rehearsal.col_material", _material, width=0),
            figure("per_parcel", "per_parcel", lambda one: f"{float(one.per_parcel):.2f}"),
            figure("pieces", "pieces", lambda one: pieces_words(one.pieces)),
            figure("free", "free", lambda one: f"{one.free:,}"),
            figure("coming", "coming", lambda one: _coming(one.goods)),
            figure("to_order", "to_order", lambda one: pieces_words(one.to_order)),
            Column[MaterialNeed](
                "order_by", "rehearsal.col_order_by", lambda one: _order_by(one.goods), lambda one: _urgency(one.goods), width=170
            ),
        ],
        empty,
        parent,
    )


def _material(one: MaterialNeed) -> str:
    facts = one.usage.facts
    return item_words(facts.name, facts.size, facts.seller_code)


def ahead_table(parent: QWidget, called: Callable[[], Mapping[int, str]]) -> ShortTable[Prepack]:
    """The commonest parcels, to be packed before the sale; ``called`` says what SKUs are called."""
    empty = EmptyState("parcel", "rehearsal.no_ahead", "rehearsal.no_ahead_words", parent)
    return ShortTable(
        [
            Column[Prepack]("contents", "rehearsal.col_contents", lambda one: contents_words(one.contents, called()), width=0),
            Column[Prepack]("expected", "rehearsal.col_expected", _expected, align="right", width=150),
            Column[Prepack]("ahead", "rehearsal.col_ahead", lambda one: pieces_words(one.ahead), align="right", width=150),
        ],
        empty,
        parent,
    )


def _expected(one: Prepack) -> str:
    return pieces_words(one.expected)


def days_table(parent: QWidget) -> ShortTable[DayNeed]:
    """Work of each day against who is planned."""

    def figure(name: str, text: Callable[[DayNeed], str], width: int = 80) -> Column[DayNeed]:
        return Column[DayNeed](name, f"rehearsal.col_{_DAY_COLUMNS.get(name, name)}", text, align="right", width=width)

    return ShortTable(
        [
            Column[DayNeed]("day", "rehearsal.col_day", lambda one: weekday_words(one.day), width=0),
            figure("orders", lambda one: pieces_words(one.orders)),
            figure("parcels", lambda one: pieces_words(one.parcels)),
            figure("pieces", lambda one: pieces_words(one.pieces)),
            figure("pick_minutes", lambda one: hours(one.pick_minutes)),
            figure("pack_minutes", lambda one: hours(one.pack_minutes)),
            figure("people", lambda one: f"{one.people:,}"),
            figure("desks", lambda one: f"{one.desks:,}"),
            figure("planned_minutes", lambda one: tr(
                "rehearsal.planned_people", hours=hours(one.planned_minutes), people=one.planned_people), 116),
            Column[DayNeed](
                "missing_minutes", "rehearsal.col_missing", lambda one: hours(one.missing_minutes),
                lambda one: "wrong" if one.missing_minutes else "right", align="right", width=100,
            ),
        ],
        EmptyState("person", "rehearsal.no_goods", "", parent),
        parent,
        many=False,
    )  # fmt: skip


_DAY_COLUMNS = {
    "pick_minutes": "pick", "pack_minutes": "pack", "planned_minutes": "planned", "missing_minutes": "missing",
    "desks": "desks_needed", "pieces": "day_pieces",
}  # fmt: skip


def weekday_words(day: date) -> str:
    """A day with its weekday."""
    return f"{day.isoformat()}  {tr(f'rehearsal.weekday_{day.weekday()}')}"


def came_table(parent: QWidget, empty: EmptyState) -> ShortTable[GoodsOutcome]:
    """Pieces planned and sold of each SKU, and what ran out."""
    return ShortTable(
        [
            Column[GoodsOutcome]("seller_code", "rehearsal.col_seller_code", width=140),
            Column[GoodsOutcome](
                "name", "rehearsal.col_item", lambda one: item_words(one.line.name, one.line.colour, one.line.size), width=0
            ),
            Column[GoodsOutcome](
                "planned", "rehearsal.col_planned_pieces", lambda one: pieces_words(one.planned), align="right", width=110
            ),
            Column[GoodsOutcome]("sold", "rehearsal.col_sold", lambda one: pieces_words(one.sold), align="right", width=110),
            Column[GoodsOutcome](
                "difference", "rehearsal.col_difference", lambda one: f"{one.difference:+,}", align="right", width=110
            ),
            Column[GoodsOutcome](
                "short", "rehearsal.col_short", lambda one: pieces_words(one.short), lambda one: "wrong" if one.short else None,
                align="right", width=120,
            ),
            Column[GoodsOutcome](
                "out_on", "rehearsal.col_out_on", lambda one: day_words(one.out_on),
                lambda one: "warning" if one.out_on else None, width=150,
            ),
        ],
        empty,
        parent,
    )  # fmt: skip


def came_days_table(parent: QWidget) -> ShortTable[DayOutcome]:
    """Orders and parcels day by day, planned and real."""

    def figure(name: str) -> Column[DayOutcome]:
        return Column[DayOutcome](
            name, f"rehearsal.col_came_{name}", lambda one: pieces_words(getattr(one, name)), align="right", width=130
        )  # fmt: skip

    return ShortTable(
        [
            Column[DayOutcome]("day", "rehearsal.col_day", lambda one: weekday_words(one.day), width=0),
            *(figure(name) for name in ("planned_orders", "orders", "planned_parcels", "packed")),
        ],
        EmptyState("clock", "rehearsal.not_begun", "", parent),
        parent,
        many=False,
    )


def plan_columns() -> list[Column[Entry]]:
    """The list of plans; what is not saved as it stands is told."""
    return [
        Column[Entry]("name", "rehearsal.col_plan", _plan_name, lambda one: "next" if one.changed else None, width=0),
        Column[Entry]("begins", "rehearsal.col_days", lambda one: f"{one.begins:%m-%d} – {one.ends:%m-%d}", width=118),
    ]  # fmt: skip


def _plan_name(one: Entry) -> str:
    return tr("rehearsal.unsaved", name=one.name) if one.changed else one.name
