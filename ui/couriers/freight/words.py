"""What the freight screens share: how kinds, weights and money are written, and the columns of their tables."""

from __future__ import annotations

from decimal import Decimal

from ui import language
from ui.inbound.buying.words import money_words
from ui.language import tr
from ui.moments import day_and_time
from ui.theme import ToneName
from ui.widgets.paged_model import Column
from warehouse_app.dispatch.freight.disputes import kilograms, kind_words
from warehouse_app.dispatch.freight.figures import Figure
from warehouse_app.dispatch.freight.queries import BillRow, DifferenceRow
from warehouse_app.dispatch.freight.rules import Kind

KIND_TONES: dict[Kind, ToneName] = {
    Kind.UNKNOWN: "wrong", Kind.TWICE: "wrong", Kind.WEIGHT: "warning", Kind.ZONE: "warning", Kind.PRICE: "warning",
    Kind.MISSING: "information",
}  # fmt: skip
_STATE_TONES: dict[str, ToneName] = {"accepted": "next", "disputed": "warning", "settled": "right"}


def weight_words(grams: int | None) -> str:
    """Kilograms; a dash for an unknown weight."""
    return tr("freight.not_told") if grams is None else f"{kilograms(grams):,.2f}"


def yuan(amount: Decimal) -> str:
    """An amount with its sign and separated thousands."""
    return f"¥{amount:,.2f}" if amount >= 0 else f"-¥{-amount:,.2f}"


def bill_columns() -> list[Column[BillRow]]:
    """The list of bills."""
    return [
        Column[BillRow]("month", "freight.col_month", lambda bill: f"{bill.month:%Y-%m}", width=90),
        Column[BillRow]("courier", "freight.col_courier", width=110),
        Column[BillRow]("name", "freight.col_file", width=0),
        Column[BillRow]("lines", "freight.col_lines", lambda bill: f"{bill.lines:,}", align="right", width=90),
        Column[BillRow]("total", "freight.col_total", lambda bill: money_words(bill.total), align="right", width=120),
        Column[BillRow]("differences", "freight.col_differences", lambda bill: f"{bill.differences:,}", None, "right", 90),
        Column[BillRow]("at_stake", "freight.col_at_stake", lambda bill: money_words(bill.at_stake), _stake_tone, "right", 120),
        Column[BillRow]("undecided", "freight.col_state", _bill_state, _bill_tone, width=170),
        Column[BillRow]("at", "freight.col_at", lambda bill: day_and_time(bill.at), width=150),
    ]


def _stake_tone(bill: BillRow) -> ToneName | None:
    return "warning" if bill.at_stake else None


def _bill_state(bill: BillRow) -> str:
    if bill.state == "sent":
        return tr("freight.bill_sent")
    return tr("freight.bill_undecided", n=f"{bill.undecided:,}") if bill.undecided else tr("freight.bill_decided")


def _bill_tone(bill: BillRow) -> ToneName | None:
    return "information" if bill.state == "sent" else "warning" if bill.undecided else "right"


def difference_columns() -> list[Column[DifferenceRow]]:
    """The differences of one bill."""
    return [
        Column[DifferenceRow]("row", "freight.col_row", align="right", width=56),
        Column[DifferenceRow]("waybill", "freight.col_waybill", width=150),
        Column[DifferenceRow]("kinds", "freight.col_kinds", _kinds, _kinds_tone, width=0, sortable=False),
        Column[DifferenceRow](
            "their_weight_g", "freight.col_their_weight", lambda one: weight_words(one.their_weight_g), None, "right", 76
        ),
        Column[DifferenceRow]("weight_g", "freight.col_our_weight", _our_weight, None, "right", 112),
        Column[DifferenceRow]("their_place", "freight.col_their_place", width=96, sortable=False),
        Column[DifferenceRow]("place", "freight.col_our_place", width=120, sortable=False),
        Column[DifferenceRow]("theirs", "freight.col_theirs", lambda one: money_words(one.theirs), None, "right", 78),
        Column[DifferenceRow]("ours", "freight.col_ours", lambda one: money_words(one.ours), None, "right", 78),
        Column[DifferenceRow]("difference", "freight.col_difference", lambda one: money_words(one.difference), None, "right", 84),
        Column[DifferenceRow]("state", "freight.col_decided", _decided, lambda one: _STATE_TONES.get(one.state), width=126),
    ]


def _kinds(one: DifferenceRow) -> str:
    return kind_words(one, language.current())


def _kinds_tone(one: DifferenceRow) -> ToneName | None:
    return KIND_TONES[one.kinds[0]] if one.kinds else None


def _our_weight(one: DifferenceRow) -> str:
    if one.weight_g is None:
        return weight_words(None)
    return tr(f"freight.weight_{one.source}", kg=weight_words(one.weight_g)) if one.source else weight_words(one.weight_g)


def _decided(one: DifferenceRow) -> str:
    return tr(f"freight.state_{one.state}") if one.state else tr("freight.state_open")


def figure_columns() -> list[Column[Figure]]:
    """The table beside a chart."""
    return [
        Column[Figure]("key", "freight.col_key", lambda one: one.key or tr("freight.no_place"), width=0),
        Column[Figure]("parcels", "freight.col_parcels", lambda one: f"{one.parcels:,}", align="right", width=74),
        Column[Figure]("cost", "freight.col_cost", lambda one: money_words(one.cost), align="right", width=112),
        Column[Figure]("each", "freight.col_each", lambda one: money_words(one.each), align="right", width=74),
        Column[Figure]("billed", "freight.col_billed", lambda one: f"{one.billed:,}", align="right", width=74),
        Column[Figure]("computed", "freight.col_computed", lambda one: f"{one.computed:,}", align="right", width=94),
        Column[Figure]("unpriced", "freight.col_unpriced", lambda one: f"{one.unpriced:,}", _unpriced_tone, "right", 94),
    ]


def _unpriced_tone(one: Figure) -> ToneName | None:
    return "warning" if one.unpriced else None
