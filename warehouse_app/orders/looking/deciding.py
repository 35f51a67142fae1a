"""Which of many orders wait for a look, and why: the rules laid over what the database knows, a few queries for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from warehouse_app.orders.addresses.rules import Place, parse
from warehouse_app.orders.looking.facts import look_rules, near_orders, pieces_by_sku, usual_pieces
from warehouse_app.orders.looking.rules import NOWHERE, Look, LookAt, look_reasons
from warehouse_app.store.warehouse import Tx

Lines = Mapping[int, Sequence[Any]]  # order id -> its live lines


def reasons_to_look(tx: Tx, orders: Sequence[Any], lines: Lines, told: Mapping[int, int]) -> dict[int, tuple[Look, ...]]:
    """By order id, why each waits; those that may go are left out. ``orders`` have the ``facts.LOOK_COLUMNS``.

    ``told`` counts the pieces of all lines, refunded ones too, as the order report does.
    """
    rules = look_rules(tx.connection)
    unlooked = [order for order in orders if not order.looked]
    near = near_orders(tx.connection, unlooked, rules.twice_minutes) if rules.asks(Look.TWICE) else {}
    asked = unlooked if rules.asks(Look.UNUSUAL) else []
    wanted = {order.id: many for order in asked if (many := many_pieces(lines[order.id], rules.unusual_times))}
    usual = usual_pieces(tx.connection, {sku for pieces in wanted.values() for sku in pieces}, rules.unusual_orders)
    found: dict[int, tuple[Look, ...]] = {}
    reads = rules.reads_addresses
    for order in orders:
        pieces = tuple((ordered, usual[sku]) for sku, ordered in wanted.get(order.id, {}).items() if sku in usual)
        apart = abs(near[order.id].minutes) if order.id in near else None
        place = parse(order.address) if reads and order.address and not order.looked else NOWHERE
        facts = look_at(order, lines[order.id], told.get(order.id, 0), place, apart, pieces)
        reasons = look_reasons(facts, rules)
        if reasons:
            found[order.id] = reasons
    return found


def many_pieces(lines: Sequence[Any], times: int) -> dict[int, int]:
    """Pieces by SKU where they could be so many times what is usual, which is one piece at the least: few orders have any."""
    if sum(line.quantity for line in lines) <= times:
        return {}
    return {sku_id: pieces for sku_id, pieces in pieces_by_sku(lines).items() if pieces > times}


def look_at(
    order: Any, lines: Sequence[Any], told: int, place: Place, apart: float | None, pieces: tuple[tuple[int, int], ...]
) -> LookAt:
    """What the look rules see of one order."""
    return LookAt(
        message=order.message,
        note=order.note,
        masked=order.masked,
        address=order.address,
        recipient=order.recipient,
        live_lines=len(lines),
        pieces_missing=max(0, (order.item_count or 0) - told),
        unknown_lines=sum(line.sku_id is None for line in lines),
        refund_asked=bool(order.refunded_amount) or any(line.refund == "asked" for line in lines),
        looked=order.looked,
        paid=order.paid_amount if order.paid_amount is not None else order.amount,
        courier=order.courier,
        place=place,
        minutes_apart=apart,
        pieces=pieces,
    )
