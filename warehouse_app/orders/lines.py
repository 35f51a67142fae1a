"""Order lines laid over each other: which rows of a file are lines we know, which are new, which were refunded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from warehouse_app.catalog.tables import Sku, SkuAlias
from warehouse_app.orders.files import ParsedLine, ParsedOrder, Refund
from warehouse_app.orders.hand import before_hand, line_field
from warehouse_app.orders.merge import line_lives
from warehouse_app.orders.pieces import pieces_left, told_pieces
from warehouse_app.orders.rules import GONE
from warehouse_app.orders.tables import OrderLine
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to write."""

    number: int
    line: ParsedLine
    sku_id: int | None

    def row(self, order_id: int) -> dict[str, object]:
        told = self.line
        return {
            "order_id": order_id, "line": self.number, "sub_number": told.sub_number, "sku_id": self.sku_id,
            "seller_code": told.seller_code, "title": told.title, "properties": told.properties,
            "quantity": told.quantity, "price": told.price, "refund": told.refund.value,
            "live": line_lives(told.status, told.refund, service=told.service),
        }  # fmt: skip


@dataclass(slots=True)
class LineChanges:
    """What a file changes of an order's lines."""

    added: list[NewLine] = field(default_factory=list)
    updated: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.updated)

    def summary(self) -> str:
        return f"+{len(self.added)} ~{len(self.updated)}"


def resolve_skus(tx: Tx, seller_codes: Iterable[str]) -> dict[str, int]:
    """SKU ids by seller code, also by a code the SKU had before it was renamed or merged."""
    found: dict[str, int] = {}
    for part in chunks(sorted(code for code in seller_codes if code)):
        former = select(SkuAlias.code, SkuAlias.sku_id).where(SkuAlias.code.in_(part))
        found |= {row.code: row.sku_id for row in tx.connection.execute(former)}
        current = select(Sku.seller_code, Sku.id).where(Sku.seller_code.in_(part), Sku.active)
        found |= {row.seller_code: row.id for row in tx.connection.execute(current)}
    return found


def compare_lines(
    order: ParsedOrder, known: Sequence[Any], skus: dict[str, int], *, overrules: bool, floor: str, by_hand: str = ""
) -> LineChanges:
    """Which lines are new and which changed. An order that has left the house keeps its lines as they were, and pieces a
    person changed stay until the file says another number than before (``by_hand``).
    """
    changes = LineChanges()
    if not order.lines or floor in GONE:
        return changes
    waiting, edited = by_identity(known), before_hand(by_hand)
    for told in order.lines:
        same = take(waiting, told)
        if same is not None:
            values = _changed(same, told, skus, overrules=overrules and edited.get(line_field(same.id)) != str(told.quantity))
            if values:
                changes.updated.append((same.id, values))
        elif not known or overrules:
            number = len(known) + len(changes.added) + 1
            changes.added.append(NewLine(number, told, skus.get(told.seller_code)))
    return changes


def update_lines(tx: Tx, updates: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Write the lines ``compare_lines`` found changed."""
    for line_id, values in updates:
        tx.connection.execute(update(OrderLine).where(OrderLine.id == line_id).values(**values))


def by_identity(known: Sequence[Any]) -> dict[tuple[str, str], list[Any]]:
    """Known lines by sub-order number, and by seller code and title for files without sub-order numbers."""
    waiting: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for line in known:
        if line.sub_number:
            waiting["sub", line.sub_number].append(line)
        waiting["code", f"{line.seller_code} {line.properties}"].append(line)
    return waiting


def take(waiting: dict[tuple[str, str], list[Any]], told: ParsedLine) -> Any | None:
    """The known line this row speaks of, each taken once."""
    keys: list[tuple[str, str]] = [("sub", told.sub_number), ("code", f"{told.seller_code} {told.properties}")]
    for key in keys:
        if not key[1]:
            continue
        for line in waiting.get(key, []):
            if key[0] == "code" and told.sub_number and line.sub_number and line.sub_number != told.sub_number:
                continue
            for others in waiting.values():
                if line in others:
                    others.remove(line)
            return line
    return None


def _changed(same: Any, told: ParsedLine, skus: dict[str, int], *, overrules: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if same.live and not line_lives(told.status, told.refund, service=told.service):
        values["live"] = False  # a refund only goes forward, whichever file tells of it
    if told.refund.value != same.refund and (overrules or told.refund is Refund.DONE):
        values["refund"] = told.refund.value
    if overrules and told.quantity not in told_pieces(same):
        values |= pieces_left(same, told.quantity)
    if same.sku_id is None and told.seller_code in skus:
        values["sku_id"] = skus[told.seller_code]
    if told.sub_number and not same.sub_number:
        values["sub_number"] = told.sub_number
    return values
