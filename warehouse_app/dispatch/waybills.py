"""The pools of waybill numbers, and the wave that takes from them: one number, one parcel, once, ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, insert, select, update
from sqlalchemy.orm import Session

from warehouse_app.dispatch.choosing.applying import choose_couriers, clear_orders
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.rules import courier_name, is_product_code, looks_like
from warehouse_app.dispatch.tables import Courier, WaybillNumber
from warehouse_app.errors import Conflict
from warehouse_app.orders import life
from warehouse_app.orders.tables import Order
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.commands import NewWave, create_wave
from warehouse_app.picking.single import alike
from warehouse_app.picking.tables import Parcel, ParcelOrder
from warehouse_app.picking.ways import Way
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.store.imports import Change, ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

_use = Prepared(
    update(WaybillNumber)
    .where(WaybillNumber.number == bindparam("of_number"))
    .values(state="used", parcel_id=bindparam("of_parcel"))
)
_number_parcel = Prepared(
    update(Parcel)
    .where(Parcel.id == bindparam("of_parcel"))
    .values(waybill=bindparam("of_number"), courier=bindparam("of_courier"))
)
_free = Prepared(
    select(WaybillNumber.number)
    .where(WaybillNumber.courier_id == bindparam("of_courier"), WaybillNumber.state == "free")
    .order_by(WaybillNumber.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_name_of = Prepared(select(Courier.name).where(Courier.id == bindparam("of_courier")))
_parcels: BindParameter[int] = bindparam("parcels", expanding=True)
_without_number = (
    select(Parcel.id, Order.waybill, Order.courier)
    .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
    .join(Order, Order.id == ParcelOrder.order_id)
    .where(Parcel.waybill.is_(None), Parcel.id.in_(_parcels))
    .order_by(Parcel.id, Order.waybill.desc(), Order.courier.desc())
)
NO_RULES: Mapping[int, str] = {}
_linked = select(ParcelOrder.parcel_id, ParcelOrder.order_id).where(ParcelOrder.parcel_id.in_(_parcels))


def compare_waybills(session: Session, parsed: Parsed[WaybillRow]) -> ImportResult:
    """The preview: which numbers are new to the pool, which we have, which cannot be. Writes nothing."""
    couriers = {row.name: row for row in session.execute(select(Courier.id, Courier.name, Courier.pattern))}
    held: dict[str, int] = {}
    for part in chunks([row.number for row in parsed.rows]):
        found = session.execute(select(WaybillNumber.number, WaybillNumber.courier_id).where(WaybillNumber.number.in_(part)))
        held |= {row.number: row.courier_id for row in found}
    changes: list[Change] = []
    errors, warnings = list(parsed.problems), []
    for row in parsed.rows:
        name = courier_name(row.courier, couriers)
        problem = _problem(parsed.name, row, couriers.get(name or ""), held)
        if problem is not None:
            errors.append(problem)
            continue
        if not looks_like(row.number, couriers[name or ""].pattern):
            fields = {"number": row.number, "courier": name}
            warnings.append(RowProblem(parsed.name, row.row, "waybill", "dispatch.unusual_number", fields))
        if row.number in held:
            changes.append(Change(parsed.name, row.row, row.number, "unchanged"))
        else:
            changes.append(Change(parsed.name, row.row, row.number, "new", {"courier": ("", name or "")}))
    return ImportResult(changes, errors, warnings)


@needs(Right.IMPORT_WAYBILLS)
def import_waybills(tx: Tx, parsed: Parsed[WaybillRow]) -> ImportResult:
    """Put the new numbers into their couriers' pools."""
    one_at_a_time(tx, "import")
    result = compare_waybills(tx.session, parsed)
    couriers = {row.name: row.id for row in tx.connection.execute(select(Courier.id, Courier.name))}
    said = {row.number: row.courier for row in parsed.rows}
    rows = [
        {"number": change.key, "courier_id": couriers[courier_name(said[change.key], couriers) or ""], "state": "free"}
        for change in result.changes
        if change.kind == "new"
    ]
    if rows:
        tx.connection.execute(insert(WaybillNumber), rows)
    remember_file(tx, "waybills", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    tx.touch("waybills")
    return result


def _problem(file: str, row: WaybillRow, courier: Any | None, held: dict[str, int]) -> RowProblem | None:
    if courier is None:
        return RowProblem(file, row.row, "courier", "dispatch.unknown_courier", {"courier": row.courier})
    if is_product_code(row.number):
        return RowProblem(file, row.row, "waybill", "dispatch.product_not_waybill", {"number": row.number})
    if row.number in held and held[row.number] != courier.id:
        return RowProblem(file, row.row, "waybill", "dispatch.number_elsewhere", {"number": row.number})
    return None


@needs(Right.WAVE)
def start_wave(
    tx: Tx, order_ids: Sequence[int] | None = None, limit: int | None = None, *, way: str = "orders", rule: str = ""
) -> NewWave:
    """Make a wave and give each of its parcels a waybill number, in one transaction. Orders whose courier is not clear stay.

    Raises Conflict: nothing released, an order moved on, the orders do not suit the way, the pools hold too few numbers, a number
    from a file is used.
    """
    wave = create_wave(tx, clear_orders(tx, order_ids, limit), limit, way=way, rule=rule)
    assign_numbers(tx, wave.parcel_ids)
    return wave


@needs(Right.WAVE)
def start_single_wave(tx: Tx, limit: int | None = None) -> NewWave:
    """A wave of the most released orders that are alike: one SKU, so many pieces; the others stay released.

    Raises Conflict ``ways.fits_not_single`` when no order is of a single SKU, else as ``start_wave``.
    """
    found = alike(tx.session)
    if found is None:
        raise Conflict("ways.fits_not_single")
    return start_wave(tx, found.orders(limit), way=Way.SINGLE.value)


def assign_numbers(tx: Tx, parcel_ids: Sequence[int]) -> None:
    """Number each parcel: as its order's file says, else as the shop's rules choose its courier (``dispatch.choosing``).

    Where no rules are set up, from the wished courier's pool, else from the first that has any.
    """
    parcels = _unnumbered(tx, parcel_ids)
    couriers = tx.connection.execute(select(Courier.id, Courier.name).order_by(Courier.rank)).all()
    names = {courier.name: courier.id for courier in couriers}
    from_file = [p for p in parcels if p.waybill]
    _take_from_files(tx, from_file, names)
    wishes: dict[int, list[int]] = {}
    open_ones: list[int] = []
    chosen = choose_couriers(tx, [p.id for p in parcels if not p.waybill])
    rules = {parcel_id: choice.rule for parcel_id, choice in chosen.items() if choice.rule}
    for parcel in (p for p in parcels if not p.waybill):
        wished = chosen[parcel.id].courier if parcel.id in chosen else courier_name(parcel.courier, names)
        (wishes.setdefault(names[wished], []) if wished else open_ones).append(parcel.id)
    for courier_id, wanted in wishes.items():
        open_ones += _take(tx, courier_id, wanted, rules)
    if open_ones and chosen:  # another desk took the last number meanwhile, and not every courier goes everywhere
        raise Conflict("dispatch.pool_short", missing=len(open_ones), parcels=len(parcels))
    for courier in couriers:
        if open_ones:
            open_ones = _take(tx, courier.id, sorted(open_ones))
    if open_ones:
        raise Conflict("dispatch.pool_short", missing=len(open_ones), parcels=len(parcels))
    tx.touch("parcels", "waybills")


def number_parcel(tx: Tx, parcel_id: int, courier: str) -> None:
    """Number one parcel from this courier's pool, else as the rules choose, else from the first that has any.

    Raises Conflict ``dispatch.pool_short``, and as ``choose_couriers`` does.
    """
    couriers = tx.connection.execute(select(Courier.id, Courier.name).order_by(Courier.rank)).all()
    own = [pool for pool in couriers if pool.name == courier]
    if own and take_one(tx, own[0].id, parcel_id):
        return
    chosen = choose_couriers(tx, [parcel_id])
    for pool in [pool for pool in couriers if not chosen or pool.name == chosen[parcel_id].courier]:
        if take_one(tx, pool.id, parcel_id):
            return
    raise Conflict("dispatch.pool_short", missing=1, parcels=1)


def take_one(tx: Tx, courier_id: int, parcel_id: int) -> bool:
    """Number one parcel from this pool; False when it is empty."""
    if _take(tx, courier_id, [parcel_id]):
        return False
    tx.touch("parcels", "waybills")
    return True


def _unnumbered(tx: Tx, parcel_ids: Sequence[int]) -> list[Any]:
    """Each parcel with the number its orders' file tells, and with that one's courier; without a number, with a wish."""
    rows = [row for part in chunks(parcel_ids) for row in tx.connection.execute(_without_number, {"parcels": part})]
    first: dict[int, Any] = {}
    for row in rows:
        first.setdefault(row.id, row)
    return list(first.values())


def _take_from_files(tx: Tx, parcels: Sequence[Any], names: dict[str, int]) -> None:
    """Numbers the platform's file carries already are kept like pool numbers, so that none is ever used twice."""
    for parcel in parcels:
        name = courier_name(parcel.courier, names)
        if name is None:
            raise Conflict("dispatch.number_without_courier", number=parcel.waybill, courier=parcel.courier)
        held = tx.connection.execute(
            select(WaybillNumber.id, WaybillNumber.state, WaybillNumber.parcel_id)
            .where(WaybillNumber.number == parcel.waybill)
            .with_for_update()
        ).one_or_none()
        if held is not None and held.state != "free" and not _give_up(tx, held.parcel_id, parcel.id):
            raise Conflict("dispatch.number_used", number=parcel.waybill)
        if held is None:
            row = {"number": parcel.waybill, "courier_id": names[name], "state": "free"}
            tx.connection.execute(insert(WaybillNumber), [row])
        _bind(tx, [(parcel.waybill, parcel.id)], name)


def _give_up(tx: Tx, before: int | None, now: int) -> bool:
    """A number the platform gave an order goes with it into its next parcel once the one before was taken apart."""
    if before is None:
        return False
    same = select(ParcelOrder.order_id).where(ParcelOrder.parcel_id == now)
    apart = update(Parcel).where(Parcel.id == before, Parcel.state == "cancelled").values(waybill=None)
    belonged = select(ParcelOrder.parcel_id).where(ParcelOrder.parcel_id == before, ParcelOrder.order_id.in_(same))
    return tx.connection.execute(apart.where(Parcel.id.in_(belonged))).rowcount == 1


def _take(tx: Tx, courier_id: int, parcel_ids: Sequence[int], rules: Mapping[int, str] = NO_RULES) -> list[int]:
    """Number as many of the parcels as the courier's pool can; returns those left over. ``rules`` say what chose it."""
    numbers = [number for (number,) in _free.rows(tx, of_courier=courier_id, most=len(parcel_ids))]
    pairs = list(zip(numbers, parcel_ids, strict=False))
    ((name,),) = _name_of.rows(tx, of_courier=courier_id)
    _bind(tx, pairs, name, rules)
    return list(parcel_ids[len(pairs) :])


def _bind(tx: Tx, pairs: Sequence[tuple[str, int]], courier: str, rules: Mapping[int, str] = NO_RULES) -> None:
    if not pairs:
        return
    values = [{"of_number": number, "of_parcel": parcel_id} for number, parcel_id in pairs]
    _use.run_many(tx, (dict(row) for row in values))
    _number_parcel.run_many(tx, (row | {"of_courier": courier} for row in values))
    _note_orders(tx, pairs, courier, rules)


def _note_orders(tx: Tx, pairs: Sequence[tuple[str, int]], courier: str, rules: Mapping[int, str]) -> None:
    numbers = {parcel_id: number for number, parcel_id in pairs}
    rows: list[tuple[int, str, dict[str, object]]] = []
    for part in chunks(list(numbers)):
        linked = tx.connection.execute(_linked, {"parcels": part})
        for link in linked:
            told: dict[str, object] = {"waybill": numbers[link.parcel_id], "courier": courier}
            if link.parcel_id in rules:
                told["rule"] = rules[link.parcel_id]
            rows.append((link.order_id, "waybill", told))
    life.write_history(tx, rows)
