"""How the restock screens say things: goods, states, days, money, and why a method was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ui.inbound.buying.words import NONE, day_words, money_words, variant_words
from ui.language import Sentence, tr
from ui.theme import ToneName
from warehouse_app.restock.looks.queries import Happened, OrderedLine, PastAlert, RuleLine, SkuLook
from warehouse_app.restock.looks.rules import demand_words
from warehouse_app.restock.queries import RestockRow, SupplierSum

VERDICT_TONES: dict[str, ToneName] = {"order": "warning", "soon": "next", "sell_out": "information", "never": "blocked"}
_STATE_TONES: dict[str, ToneName] = {"ordered": "right", "snoozed": "next", "dismissed": "blocked"}


def goods(row: RestockRow) -> str:
    """Name, colour and size on one line."""
    return "  ".join(part for part in (row.name, variant_words(row)) if part)


def state(row: RestockRow) -> str:
    """What is decided about it, else what the last run says."""
    if row.state in _STATE_TONES:
        fields = {"number": row.order_number, "until": _short(row.until), "reason": row.reason}
        return tr(f"restock.state_{row.state}", **fields)
    return tr(f"restock.verdict_{row.told.verdict}")


def state_tone(row: RestockRow) -> ToneName | None:
    """Its meaning as colour and shape."""
    return _STATE_TONES.get(row.state) or VERDICT_TONES.get(row.told.verdict)


def supplier_sum(one: SupplierSum) -> str:
    """What stands above the lines of a supplier: how much is suggested, and whether he would take so small an order."""
    totals = one.totals
    told = [one.supplier or tr("restock.without_supplier"), tr("restock.group_skus", n=f"{one.skus:,}")]
    if totals.pieces:
        told.append(tr("restock.group_pieces", n=f"{totals.pieces:,}"))
        told.append(tr("restock.group_amount", amount=money_words(totals.amount)))
        if totals.unpriced:
            told.append(tr("restock.group_unpriced", n=f"{totals.unpriced:,}"))
        if one.has_minimum:
            code = "restock.group_small" if one.is_small else "restock.group_enough"
            told.append(tr(code, minimum=_minimum_words(one)))
    return " · ".join(told)


def _minimum_words(one: SupplierSum) -> str:
    amount = tr("restock.group_amount", amount=money_words(one.minimum_amount)) if one.minimum_amount else ""
    pieces = tr("restock.group_minimum_pieces", n=f"{one.minimum_pieces:,}") if one.minimum_pieces else ""
    return tr("ui.separator").join(part for part in (amount, pieces) if part)


def days_left(row: RestockRow) -> str:
    """Days until the stock is gone; a dash where nothing sells."""
    return NONE if row.cover_days is None else f"{row.cover_days:,}"


def there(row: RestockRow) -> str:
    """On hand, and behind a plus what is at the dock, on the way or drafted."""
    return f"{row.told.on_hand:,} + {row.coming:,}" if row.coming else f"{row.told.on_hand:,}"


def daily(row: RestockRow) -> str:
    """Pieces a day."""
    return demand_words(row.told.daily)


def order_by(row: RestockRow, today: date) -> str:
    """The last day to order on; one that has gone by says so."""
    if row.order_by is not None and row.order_by < today:
        return tr("restock.late_by", day=_short(row.order_by), days=(today - row.order_by).days)
    return day_words(row.order_by)


def amount(cost: Decimal | None, pieces: int) -> Decimal:
    """Money of so many pieces; nothing where the cost is not known."""
    return Decimal(0) if cost is None else cost * pieces


def method(look: SkuLook) -> str:
    """Why its demand is forecast as it is, in plain words."""
    why = tr(f"restock.method_{look.method}")
    few = tr("restock.method_few") if look.few and look.method != "borrowed" else ""
    trend = "" if abs(look.trend) < 0.05 else tr(
        "restock.trend_up" if look.trend > 0 else "restock.trend_down", percent=round(abs(look.trend) * 100)
    )  # fmt: skip
    level = tr("restock.service_words", abc=look.row.abc, service=look.service)
    point = look.row.told.reorder_point
    waits = tr("restock.point_waits", point=point, full=look.full_point) if look.waits else ""
    return " ".join(part for part in (why, few, trend, level, waits) if part)


def rule_line(line: RuleLine) -> str:
    """One line of the rule with its figure."""
    rule = Sentence(f"restock.rule_{line.name}", {"wanted": line.wanted})
    if not line.on:
        return tr("restock.rule_off", rule=rule)
    if line.ok is None:
        return tr("restock.rule_unknown", rule=rule)
    if line.figure is None:  # no season ends
        return tr("restock.rule_no_end", rule=rule)
    return tr("restock.rule_yes" if line.ok else "restock.rule_no", rule=rule, figure=_figure(line))


def rule_tone(line: RuleLine) -> ToneName | None:
    """Yes and no as colour and shape; what is off or not known has none."""
    if not line.on or line.ok is None:
        return None
    return "right" if line.ok else "wrong"


def _figure(line: RuleLine) -> str:
    if isinstance(line.figure, str):
        return line.figure
    if line.name == "trend":
        return f"{float(line.figure):+.0%}"
    if line.name == "margin":
        return f"¥{float(line.figure):,.2f}"
    return demand_words(float(line.figure)) if line.name == "daily" else f"{line.figure:,}"


def ordered(line: OrderedLine) -> str:
    """One purchase order that still brings something."""
    code = "draft" if not line.is_coming else "late" if line.overdue else "coming" if line.expected else "no_day"
    return tr(f"restock.ordered_{code}", number=line.number, pieces=f"{line.pieces:,}", day=day_words(line.expected))


def alert_lines(alert: PastAlert) -> Iterator[str]:
    """An alert and what happened to it."""
    fields = {"position": alert.position, "point": alert.reorder_point, "n": alert.suggested}
    yield tr("restock.alert_fired", day=day_words(alert.opened), **fields)
    yield from ("    " + _happened(event) for event in alert.events if event.kind != "opened")


def _happened(event: Happened) -> str:
    fields = {name: event.fields.get(name, "") for name in ("until", "reason", "order", "number", "pieces")}
    at = f"{event.at.astimezone():%Y-%m-%d %H:%M}"
    return tr(f"restock.event_{event.kind}", at=at, who=event.who, **fields)


def set_by_hand(look: SkuLook) -> Iterator[str]:
    """What a person set, each with what would be computed where that is known."""
    terms = look.terms
    for name in ("lead_days", "minimum", "pack", "least", "most"):
        value = getattr(terms, name)
        if value is not None:
            yield tr(f"restock.hand_{name}", n=value)
    if terms.safety is not None:
        yield tr("restock.hand_safety", n=terms.safety, computed=look.computed_safety)
    if terms.supplier:
        yield tr("restock.hand_supplier", supplier=terms.supplier)
    if terms.never:
        yield tr("restock.hand_never")
    if terms.season_ends is not None:
        yield tr("restock.hand_season", day=day_words(terms.season_ends))
    if terms.note:
        yield tr("restock.hand_note", note=terms.note)


def _short(day: date | None) -> str:
    return "" if day is None else f"{day:%m-%d}"
