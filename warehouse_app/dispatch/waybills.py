"""The pools of waybill numbers, and the wave that takes from them: one number, one parcel, once, ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, insert, select, update

from warehouse_app.dispatch.choosing.applying import choose_couriers, clear_orders
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.numbers.incoming import compare, keep
from warehouse_app.dispatch.numbers.sources import KeptNumbers, PoolNumbers, WaybillSource
from warehouse_app.dispatch.rules import courier_name
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
from warehouse_app.sheets.table import Parsed
from warehouse_app.store.imports import ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Prepared, Query
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
    .where(WaybillNumber.courier_id == bindparam("of_courier"), WaybillNumber.state == "free", WaybillNumber.kept_for == "")
    .order_by(WaybillNumber.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_couriers = Query(select(Courier.id, Courier.name).order_by(Courier.rank))
_parcels: BindParameter[int] = bindparam("parcels", expanding=True)
_without_number = Query(
    select(Parcel.id, Order.waybill, Order.courier)
    .join(ParcelOrder, ParcelOrder.parcel_id == Parcel.id)
    .join(Order, Order.id == ParcelOrder.order_id)
    .where(Parcel.waybill.is_(None), Parcel.id.in_(_parcels))
    .order_by(Parcel.id, Order.waybill.desc(), Order.courier.desc()),
    "parcels",
)
NO_RULES: Mapping[int, str] = {}
_linked = Query(select(ParcelOrder.parcel_id, ParcelOrder.order_id).where(ParcelOrder.parcel_id.in_(_parcels)), "parcels")


class Pool(NamedTuple):
    """A courier whose numbers are taken."""

    id: int
    name: str


@needs(Right.IMPORT_WAYBILLS)
def import_waybills(tx: Tx, parsed: Parsed[WaybillRow]) -> ImportResult:
    """Put the new numbers into the pools of their couriers and branches, with what came with them for their labels."""
    one_at_a_time(tx, "import")
    compared = compare(tx.session, parsed)
    keep(tx, compared)
    remember_file(tx, "waybills", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    tx.touch("waybills")
    return compared.result


@needs(Right.WAVE)
def start_wave(
    tx: Tx, order_ids: Sequence[int] | None = None, limit: int | None = None, *, way: str = "orders", rule: str = "",
    sources: Sequence[WaybillSource] | None = None,
) -> NewWave:  # fmt: skip
    """Make a wave and give each of its parcels a waybill number, in one transaction; ``sources`` (SOURCES) are asked in turn.

    Orders whose courier is not clear stay.

    Raises Conflict: nothing released, an order moved on, the orders do not suit the way, the pools hold too few numbers, a number
    from a file is used.
    """
    wave = create_wave(tx, clear_orders(tx, order_ids, limit), limit, way=way, rule=rule)
    for source in SOURCES if sources is None else sources:
        source.take(tx, wave.parcel_ids)
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
    couriers = _couriers.all(tx.connection)
    names = {courier.name: courier.id for courier in couriers}
    by_id = {courier.id: courier for courier in couriers}
    void = _void(tx, [p.waybill for p in parcels])
    from_file = [p for p in parcels if p.waybill and p.waybill not in void]
    _take_from_files(tx, from_file, names)
    wishes: dict[int, list[int]] = {}
    open_ones: list[int] = []
    unnumbered = [p for p in parcels if not p.waybill or p.waybill in void]
    chosen = choose_couriers(tx, [p.id for p in unnumbered])
    rules = {parcel_id: choice.rule for parcel_id, choice in chosen.items() if choice.rule}
    for parcel in unnumbered:
        wished = chosen[parcel.id].courier if parcel.id in chosen else courier_name(parcel.courier, names)
        (wishes.setdefault(names[wished], []) if wished else open_ones).append(parcel.id)
    for courier_id, wanted in wishes.items():
        open_ones += _take(tx, by_id[courier_id], wanted, rules)
    if open_ones and chosen:  # another desk took the last number meanwhile, and not every courier goes everywhere
        raise Conflict("dispatch.pool_short", missing=len(open_ones), parcels=len(parcels))
    for courier in couriers:
        if open_ones:
            open_ones = _take(tx, courier, sorted(open_ones))
    if open_ones:
        raise Conflict("dispatch.pool_short", missing=len(open_ones), parcels=len(parcels))
    tx.touch("parcels", "waybills")


def number_parcel(tx: Tx, parcel_id: int, courier: str) -> None:
    """Number one parcel from this courier's pool, else as the rules choose, else from the first that has any.

    Raises Conflict ``dispatch.pool_short``, and as ``choose_couriers`` does.
    """
    couriers = _couriers.all(tx.connection)
    own = [pool for pool in couriers if pool.name == courier]
    if own and take_one(tx, own[0], parcel_id):
        return
    chosen = choose_couriers(tx, [parcel_id])
    for pool in [pool for pool in couriers if not chosen or pool.name == chosen[parcel_id].courier]:
        if take_one(tx, pool, parcel_id):
            return
    raise Conflict("dispatch.pool_short", missing=1, parcels=1)


def take_one(tx: Tx, courier: Pool, parcel_id: int) -> bool:
    """Number one parcel from the pool of this courier; False when it is empty."""
    if _take(tx, courier, [parcel_id]):
        return False
    tx.touch("parcels", "waybills")
    return True


def _unnumbered(tx: Tx, parcel_ids: Sequence[int]) -> list[Any]:
    """Each parcel with the number its orders' file tells, and with that one's courier; without a number, with a wish."""
    rows = [row for part in chunks(parcel_ids) for row in _without_number.all(tx.connection, parcels=part)]
    first: dict[int, Any] = {}
    for row in rows:
        first.setdefault(row.id, row)
    return list(first.values())


def _void(tx: Tx, numbers: Sequence[str]) -> set[str]:
    """Those of the numbers that were voided: a file may go on telling one, it is never used again."""
    void: set[str] = set()
    for part in chunks(sorted(set(filter(None, numbers)))):
        found = select(WaybillNumber.number).where(WaybillNumber.number.in_(part), WaybillNumber.state == "void")
        void |= set(tx.connection.execute(found).scalars())
    return void


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


def _take(tx: Tx, courier: Any, parcel_ids: Sequence[int], rules: Mapping[int, str] = NO_RULES) -> list[int]:
    """Number as many of the parcels as the courier's pool can; returns those left over. ``rules`` say what chose it."""
    numbers = [number for (number,) in _free.rows(tx, of_courier=courier.id, most=len(parcel_ids))]
    pairs = list(zip(numbers, parcel_ids, strict=False))
    _bind(tx, pairs, courier.name, rules)
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
        linked = _linked.all(tx.connection, parcels=part)
        for link in linked:
            told: dict[str, object] = {"waybill": numbers[link.parcel_id], "courier": courier}
            if link.parcel_id in rules:
                told["rule"] = rules[link.parcel_id]
            rows.append((link.order_id, "waybill", told))
    life.write_history(tx, rows)


KEPT = KeptNumbers(_bind)
POOLS = PoolNumbers(assign_numbers)
SOURCES: tuple[WaybillSource, ...] = (KEPT, POOLS)
"""What gives numbers to a wave's parcels, in the order asked."""
