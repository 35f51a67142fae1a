"""Changing an order by hand, wherever it is: before its wave it takes effect, on the floor its parcel is stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life, merging
from warehouse_app.orders.hand import line_field, remembered
from warehouse_app.orders.parts import parts_of
from warehouse_app.orders.rules import GONE, ON_THE_FLOOR, State, changed_hold
from warehouse_app.orders.tables import Order, OrderLine
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.warehouse import Tx

EDITABLE = ("recipient", "mobile", "phone", "address", "courier", "note")
MOST_PIECES = 100_000
LONGEST = 500


@dataclass(frozen=True, slots=True)
class GoodsEdit:
    """One line as it is to be: ``line_id`` None for a new one, ``quantity`` 0 to leave the line out."""

    line_id: int | None
    sku_id: int
    quantity: int


@needs(Right.RELEASE)
def edit_order(tx: Tx, order_id: int, values: Mapping[str, str]) -> tuple[str, ...]:
    """Change recipient, phones, address, courier or note; returns the fields that changed.

    Before a wave it takes effect; on the floor the parcel is refused everywhere until it is taken back. A file that goes on
    saying what it said before does not change it back. Raises NotFound, Conflict (left or cancelled), BadInput
    ``orders.edit_empty`` (nobody, or nowhere to send it to) and ``orders.edit_long``.
    """
    order = _order(tx, order_id)
    wanted = {name: text.strip() for name, text in values.items()}
    for name, text in wanted.items():
        if name not in EDITABLE:
            raise KeyError(name)
        if not text and name in ("recipient", "address"):
            raise BadInput("orders.edit_empty", field=name)
        if len(text) > LONGEST:
            raise BadInput("orders.edit_long", field=name, most=LONGEST)
    changed = {name: text for name, text in wanted.items() if text != order[name]}
    if not changed:
        return ()
    new: dict[str, Any] = {**changed, "by_hand": remembered(order["by_hand"], {name: order[name] for name in changed})}
    if "address" in changed:
        new["masked"] = "*" in changed["address"]
    merging.leave_if_elsewhere(tx, order, changed)
    _write(tx, order, new, set(changed))
    for part in parts_of(tx, [order_id]).get(order_id, ()):  # its parts go to the same buyer
        if part.here:
            edit_order(tx, part.row["id"], changed)
    return tuple(changed)


@needs(Right.RELEASE)
def edit_goods(tx: Tx, order_id: int, lines: Sequence[GoodsEdit]) -> bool:
    """Set the goods of an order: other SKUs, other quantities, lines more or fewer; returns whether anything changed.

    What was promised is free again and the order is released anew; on the floor its parcel is refused until it is taken back.
    Raises NotFound (order, line or SKU), Conflict (left, cancelled, in parts, or ``orders.edit_dead_line`` for a refunded one),
    BadInput ``orders.edit_quantity`` (not 0 to 100,000), ``orders.edit_nothing_left``.
    """
    order = _order(tx, order_id)
    known = {line.id: line for line in tx.connection.execute(select(OrderLine.__table__).where(OrderLine.order_id == order_id))}
    _refuse_in_parts(tx, order)
    for line in lines:
        if not 0 <= line.quantity <= MOST_PIECES:
            raise BadInput("orders.edit_quantity", quantity=line.quantity, most=MOST_PIECES)
        if line.line_id is not None and line.line_id not in known:
            raise NotFound("orders.no_such_line")
    if not any(line.quantity for line in lines):
        raise BadInput("orders.edit_nothing_left", number=order["number"])
    skus = _skus(tx, {line.sku_id for line in lines})
    told: dict[str, str] = {}
    changed = False
    for line in lines:
        if line.line_id is None:
            changed = _add(tx, order_id, line, skus) or changed
        elif line.quantity and not known[line.line_id].live:
            raise Conflict("orders.edit_dead_line", number=order["number"])
        elif values := _line_values(known[line.line_id], line):
            told[line_field(line.line_id)] = str(known[line.line_id].quantity + known[line.line_id].split_off)
            tx.connection.execute(update(OrderLine).where(OrderLine.id == line.line_id).values(**values))
            changed = True
    if changed:
        _write(tx, order, {"by_hand": remembered(order["by_hand"], told)}, {"lines"})
    return changed


def _refuse_in_parts(tx: Tx, order: Mapping[str, Any]) -> None:
    """The parts' lines are pieces of the original's. One whose parts were all cancelled is simply an order again."""
    parts = parts_of(tx, [order["id"]]).get(order["id"], ())
    if order["origin"] == "split" or any(part.row["state"] != State.CANCELLED for part in parts):
        raise Conflict("orders.edit_split", number=order["number"])


def _order(tx: Tx, order_id: int) -> dict[str, Any]:
    found = tx.connection.execute(select(Order.__table__).where(Order.id == order_id).with_for_update()).mappings().one_or_none()
    if found is None:
        raise NotFound("orders.no_such_order")
    row: dict[str, Any] = {str(name): value for name, value in found.items()}
    if row["state"] in GONE:
        raise Conflict("orders.gone_already_edit", number=row["number"])
    if row["state"] == State.CANCELLED:
        raise Conflict("orders.cancelled_already", number=row["number"])
    return row


def _skus(tx: Tx, sku_ids: set[int]) -> dict[int, str]:
    found = {row.id: row.seller_code for row in tx.connection.execute(select(Sku.id, Sku.seller_code).where(Sku.id.in_(sku_ids)))}
    if len(found) != len(sku_ids):
        raise NotFound("orders.no_such_sku")
    return found


def _line_values(known: Any, wanted: GoodsEdit) -> dict[str, object]:
    """What changes of a line; one that is left out keeps its pieces for the record and never reaches a shelf."""
    if not wanted.quantity:
        return {"live": False} if known.live else {}
    values: dict[str, object] = {}
    if wanted.sku_id != known.sku_id:
        values["sku_id"] = wanted.sku_id
    if wanted.quantity != known.quantity:
        values["quantity"] = wanted.quantity
    return values


def _add(tx: Tx, order_id: int, line: GoodsEdit, skus: Mapping[int, str]) -> bool:
    if not line.quantity:
        return False
    last = tx.connection.execute(select(func.max(OrderLine.line)).where(OrderLine.order_id == order_id)).scalar() or 0
    row = {"order_id": order_id, "line": last + 1, "sku_id": line.sku_id, "seller_code": skus[line.sku_id]}
    tx.connection.execute(insert(OrderLine), [row | {"quantity": line.quantity}])
    return True


def _write(tx: Tx, order: Mapping[str, Any], values: dict[str, Any], fields: set[str]) -> None:
    """Write the change with what it means where the order stands. Whoever edits has read message and note."""
    state, order_id, kind = State(order["state"]), order["id"], "edited"
    if state in ON_THE_FLOOR:
        values |= changed_hold(order, fields)
        kind = "edited_on_the_floor"
    else:
        values["looked"] = True
    tx.connection.execute(update(Order).where(Order.id == order_id).values(**values, version=Order.version + 1))
    if state is State.RELEASED and "lines" in fields:
        life.give_back(tx, [order_id])
        life.move_orders(tx, [order_id], State.WAITING, kind, fields=sorted(fields))
    else:
        life.note(tx, [order_id], kind, fields=sorted(fields))
    tx.touch("orders", "parcels")
