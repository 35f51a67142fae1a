"""The statements of the scan path: one look at the open bin and the line together, one insert, one count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, bindparam, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.counting.rules import Verdict
from warehouse_app.counting.tables import CountBin, CountLine, CountScan, Stocktake
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store.prepared import Prepared, Query
from warehouse_app.store.warehouse import Tx

_COLUMNS = ("action", "bin_id", "code", "verdict", "sku_id", "quantity", "undoes_id", "who_id", "desk", "at")
_scan = cast(Table, CountScan.__table__)
_scan_values: dict[str, Any] = {name: bindparam(name, type_=_scan.c[name].type) for name in _COLUMNS}
_insert_scan = Prepared(
    sqlite.insert(_scan).values(_scan_values).on_conflict_do_nothing(index_elements=["action"]),
    postgres=postgresql.insert(_scan).values(_scan_values).on_conflict_do_nothing(index_elements=["action"]),
)
_line_table = cast(Table, CountLine.__table__)
_line_values: dict[str, Any] = {name: bindparam(name) for name in ("bin_id", "sku_id", "counted", "before")}
_lite, _post = (made.insert(_line_table).values(_line_values | {"touched": False}) for made in (sqlite, postgresql))
_key = ["bin_id", "sku_id"]
_add = Prepared(
    _lite.on_conflict_do_update(index_elements=_key, set_={"counted": _line_table.c.counted + _lite.excluded.counted}),
    postgres=_post.on_conflict_do_update(index_elements=_key, set_={"counted": _line_table.c.counted + _post.excluded.counted}),
)
_lock = Prepared(select(CountBin.id).where(CountBin.id == bindparam("bin")).with_for_update())
_look = Query(
    select(
        CountBin.id, CountBin.stocktake_id, CountBin.location_id, CountBin.round, CountBin.whole, CountBin.other,
        CountBin.state, CountBin.began_move, CountBin.began_pick, CountBin.counter_id, CountBin.counter_desk,
        Location.code, Stocktake.state.label("of_state"), Stocktake.blind, Stocktake.number,
    )
    .join(Location, Location.id == CountBin.location_id)
    .join(Stocktake, Stocktake.id == CountBin.stocktake_id)
    .where(CountBin.id == bindparam("bin"))
)  # fmt: skip
_line = Query(
    select(CountLine.counted, CountLine.before).where(CountLine.bin_id == bindparam("bin"), CountLine.sku_id == bindparam("sku"))
)
_before = Query(
    select(CountScan.verdict, CountScan.code, CountScan.sku_id, CountScan.quantity, CountScan.bin_id).where(
        CountScan.action == bindparam("of_action")
    )
)
_names = Query(
    select(Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture)
    .join(Product, Product.id == Sku.product_id)
    .where(Sku.id == bindparam("sku"))
)
_booked = Query(
    select(Location.id, Location.code)
    .join(Balance, Balance.location_id == Location.id)
    .where(Balance.sku_id == bindparam("sku"), Balance.virtual.is_(False), Balance.on_hand > 0, Location.kind == "bin")
    .distinct()
    .order_by(Location.code)
)
_pieces = Query(select(func.coalesce(func.sum(CountLine.counted), 0).label("pieces")).where(CountLine.bin_id == bindparam("bin")))
_rounds = Query(
    select(CountBin.id, CountBin.counter_id)
    .join(Location, and_(Location.id == CountBin.location_id))
    .where(CountBin.stocktake_id == bindparam("stocktake"), Location.code.in_(bindparam("codes", expanding=True)))
    .order_by(CountBin.round.desc()),
    "codes",
)
_begin = Prepared(
    update(CountBin)
    .where(CountBin.id == bindparam("bin"))
    .values(
        state="counting", empty=False, began_move=bindparam("move"), began_pick=bindparam("pick"),
        counter_id=bindparam("person"), counter_desk=bindparam("at_desk"),
    )
)  # fmt: skip
_take_over = Prepared(
    update(CountBin)
    .where(CountBin.id == bindparam("bin"))
    .values(state="counting", counter_id=bindparam("person"), counter_desk=bindparam("at_desk"))
)


@dataclass(frozen=True, slots=True)
class ItemWords:
    """What a counter reads of a SKU."""

    seller_code: str
    name: str
    colour: str
    size: str
    picture: str


def stands() -> tuple[ColumnElement[bool], ...]:
    """Conditions of scans of codes nobody knew that count: neither taken back, nor of before their bin was begun anew."""
    later = aliased(CountScan)
    undone = exists().where(later.undoes_id == CountScan.id)
    anew = exists().where(later.bin_id == CountScan.bin_id, later.verdict == Verdict.AGAIN.value, later.id > CountScan.id)
    return CountScan.verdict == Verdict.UNKNOWN.value, ~undone, ~anew


def lock(tx: Tx, bin_id: int) -> None:
    """One desk at a time counts into a bin."""
    _lock.rows(tx, bin=bin_id)


def look(tx: Tx, bin_id: int) -> Any | None:
    """The bin's round as it is now."""
    return _look.first(tx.connection, bin=bin_id)


def rounds_at(tx: Tx, stocktake_id: int, codes: list[str]) -> list[Any]:
    """The rounds of the bin one of the codes names, the newest first."""
    return _rounds.all(tx.connection, stocktake=stocktake_id, codes=codes)


def line(tx: Tx, bin_id: int, sku_id: int) -> Any | None:
    """What was counted of a SKU so far, and what ought to have lain there when it was begun."""
    return _line.first(tx.connection, bin=bin_id, sku=sku_id)


def words_of(tx: Tx, sku_id: int) -> ItemWords:
    """The words of a SKU."""
    row = _names.first(tx.connection, sku=sku_id)
    assert row is not None
    return ItemWords(*row)


def booked_in(tx: Tx, sku_id: int, but: int) -> tuple[str, ...]:
    """Other bins in which the SKU lies by the books, three at most."""
    return tuple(row.code for row in _booked.all(tx.connection, sku=sku_id) if row.id != but)[:3]


def pieces_in(tx: Tx, bin_id: int) -> int:
    """All pieces counted in a bin so far."""
    row = _pieces.first(tx.connection, bin=bin_id)
    return int(row.pieces) if row is not None else 0


def write_scan(
    tx: Tx, action: str, bin_id: int, code: str, verdict: str, sku_id: int | None = None, quantity: int = 0,
    undoes: int | None = None,
) -> bool:  # fmt: skip
    """Write a scan; False when this action was written before."""
    written = _insert_scan.run(
        tx, action=action, bin_id=bin_id, code=code, verdict=verdict, sku_id=sku_id, quantity=quantity, undoes_id=undoes,
        who_id=tx.actor.id, desk=tx.desk, at=tx.now,
    )  # fmt: skip
    return written == 1


def written_before(tx: Tx, action: str) -> Any | None:
    """The scan this action wrote."""
    return _before.first(tx.connection, of_action=action)


def add(tx: Tx, bin_id: int, sku_id: int, pieces: int, before: int | None) -> None:
    """Add pieces to a line, which is made when it is the first; negative to take them back."""
    if pieces < 0:
        _take_back.run(tx, bin=bin_id, sku=sku_id, pieces=pieces)
    else:
        _add.run(tx, bin_id=bin_id, sku_id=sku_id, counted=pieces, before=before)


_take_back = Prepared(
    update(CountLine)
    .where(CountLine.bin_id == bindparam("bin"), CountLine.sku_id == bindparam("sku"))
    .values(counted=CountLine.counted + bindparam("pieces"))
)


def begin(tx: Tx, bin_id: int, move: int, pick: int) -> None:
    """The count begins here and now."""
    _begin.run(tx, bin=bin_id, move=move, pick=pick, person=tx.actor.id, at_desk=tx.desk)


def take_over(tx: Tx, bin_id: int) -> None:
    """This person goes on with a count that was begun."""
    _take_over.run(tx, bin=bin_id, person=tx.actor.id, at_desk=tx.desk)
