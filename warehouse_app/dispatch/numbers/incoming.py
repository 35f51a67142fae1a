"""A list of numbers against those we have: what is new, what was made for an order, what is refused, and why.

A number is in the house once, whatever courier's list it stands in. What came with it for the label may follow later: the same
list again with routing marks or print data fills them in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.numbers.keeping import carried_by_open_orders
from warehouse_app.dispatch.numbers.rules import other_form
from warehouse_app.dispatch.numbers.tables import NumberPrint
from warehouse_app.dispatch.rules import courier_name, is_product_code, looks_like
from warehouse_app.dispatch.tables import Courier, WaybillNumber
from warehouse_app.orders.tables import Order
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.store.imports import Change, ImportResult, chunks
from warehouse_app.store.warehouse import Tx


@dataclass(slots=True)
class Compared:
    """What an import would do, the numbers it would add, and what it would add to the labels' data by number."""

    result: ImportResult
    numbers: list[dict[str, object]] = field(default_factory=list)
    given: dict[str, dict[str, object]] = field(default_factory=dict)
    kept: dict[int, str] = field(default_factory=dict)
    """Free numbers we had, now kept for the order the list names: by the number's id."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the house knows before the list: couriers by name, numbers, what came with them, and the orders that are named."""

    couriers: Mapping[str, Any]
    numbers: Mapping[str, Any]
    given: Mapping[int, dict[str, object]]
    orders: frozenset[str]
    carried: Mapping[str, str]


def compare(session: Session, parsed: Parsed[WaybillRow]) -> Compared:
    """Each row of the list against the house. Writes nothing."""
    known = _known(session, parsed.rows)
    compared = Compared(ImportResult([], list(parsed.problems)))
    for row in parsed.rows:
        name = courier_name(row.courier, known.couriers) or ""
        problem = _problem(parsed.name, row, name, known)
        if problem is not None:
            compared.result.errors.append(problem)
            continue
        compared.result.warnings.extend(_warnings(parsed.name, row, name, known))
        _add(compared, parsed.name, row, name, known)
    if any((row.routing_mark or row.print_data) and not row.order for row in parsed.rows):
        first = next(row for row in parsed.rows if (row.routing_mark or row.print_data) and not row.order)
        compared.result.warnings.append(RowProblem(parsed.name, first.row, "for_order", "numbers.marks_without_order", {}))
    return compared


def keep(tx: Tx, compared: Compared) -> None:
    """Write what ``compare`` found to be new."""
    if compared.numbers:
        tx.connection.execute(insert(WaybillNumber), compared.numbers)
    for number_id, order in compared.kept.items():
        tx.connection.execute(update(WaybillNumber).where(WaybillNumber.id == number_id).values(kept_for=order))
    for part in chunks(list(compared.given)):
        ids = tx.connection.execute(select(WaybillNumber.number, WaybillNumber.id).where(WaybillNumber.number.in_(part))).all()
        rows = [{"number_id": row.id} | compared.given[row.number] for row in ids]
        tx.connection.execute(delete(NumberPrint).where(NumberPrint.number_id.in_([row.id for row in ids])))
        tx.connection.execute(insert(NumberPrint), rows)


def _known(session: Session, rows: Sequence[WaybillRow]) -> _Known:
    couriers = {row.name: row for row in session.execute(select(Courier.id, Courier.name, Courier.pattern))}
    numbers: dict[str, Any] = {}
    given: dict[int, dict[str, object]] = {}
    for part in chunks([row.number for row in rows]):
        wanted = select(
            WaybillNumber.id, WaybillNumber.number, WaybillNumber.courier_id, WaybillNumber.state, WaybillNumber.kept_for
        )
        found = session.execute(wanted.where(WaybillNumber.number.in_(part))).all()
        numbers |= {row.number: row for row in found}
        for came in session.execute(select(NumberPrint.__table__).where(NumberPrint.number_id.in_([row.id for row in found]))):
            given[came.number_id] = {"routing_mark": came.routing_mark, "hub": came.hub, "print_data": came.print_data}
    orders: set[str] = set()
    for named in chunks(sorted({row.order for row in rows if row.order})):
        orders.update(session.scalars(select(Order.number).where(Order.number.in_(named))))
    return _Known(couriers, numbers, given, frozenset(orders), carried_by_open_orders(session))


def _problem(file: str, row: WaybillRow, name: str, known: _Known) -> RowProblem | None:
    courier = known.couriers.get(name)
    held = known.numbers.get(row.number)
    if courier is None:
        return RowProblem(file, row.row, "courier", "dispatch.unknown_courier", {"courier": row.courier})
    if is_product_code(row.number):
        return RowProblem(file, row.row, "waybill", "dispatch.product_not_waybill", {"number": row.number})
    if held is not None and held.courier_id != courier.id:
        return RowProblem(file, row.row, "waybill", "dispatch.number_elsewhere", {"number": row.number})
    if row.order and row.order not in known.orders:
        return RowProblem(file, row.row, "for_order", "numbers.order_unknown", {"order": row.order, "number": row.number})
    other = known.carried.get(row.number) or (held.kept_for if held is not None else "")
    if other and row.order and other != row.order:
        fields = {"number": row.number, "order": row.order, "other": other}
        return RowProblem(file, row.row, "waybill", "numbers.of_other_order", fields)
    return None


def _warnings(file: str, row: WaybillRow, name: str, known: _Known) -> list[RowProblem]:
    said: list[tuple[str, dict[str, object]]] = []
    held = known.numbers.get(row.number)
    other = other_form(row.number, name, {courier.name: courier.pattern for courier in known.couriers.values()})
    if other:
        said.append(("numbers.form_of_other", {"number": row.number, "courier": name, "other": other}))
    elif not looks_like(row.number, known.couriers[name].pattern):
        said.append(("dispatch.unusual_number", {"number": row.number, "courier": name}))
    if held is not None and held.state != "free":
        said.append((f"numbers.again_{held.state}", {"number": row.number}))
    return [RowProblem(file, row.row, "waybill", code, fields) for code, fields in said]


def _add(compared: Compared, file: str, row: WaybillRow, name: str, known: _Known) -> None:
    held = known.numbers.get(row.number)
    told: dict[str, object] = {"routing_mark": row.routing_mark, "hub": row.hub, "print_data": row.print_data}
    before = known.given.get(held.id) if held is not None else None
    came = (before or told) | {key: value for key, value in told.items() if value}
    fills = any(told.values()) and came != before
    if fills:
        compared.given[row.number] = came
    if held is not None:
        changed = {"routing_mark": ("", row.routing_mark)} if fills else {}
        if row.order and held.state == "free" and not held.kept_for:
            compared.kept[held.id] = row.order
            changed["for_order"] = ("", row.order)
        compared.result.changes.append(Change(file, row.row, row.number, "changed" if changed else "unchanged", changed))
        return
    kept_for = row.order or known.carried.get(row.number, "")
    said = {"courier": name, "branch": row.branch, "for_order": kept_for, "routing_mark": row.routing_mark, "hub": row.hub}
    shown = {key: ("", value) for key, value in said.items() if value}
    compared.result.changes.append(Change(file, row.row, row.number, "new", shown))
    compared.numbers.append(
        {
            "number": row.number, "courier_id": known.couriers[name].id, "state": "free", "branch": row.branch,
            "kept_for": kept_for,
        }
    )  # fmt: skip
