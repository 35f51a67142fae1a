"""The statements of the receiving scan: lock the receipt, look at the goods and how they stand, one insert, one count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, case, func, literal, literal_column, or_, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.inbound.tables import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine, ReceiptScan, ReturnLine
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Location
from warehouse_app.store.prepared import Prepared, Row
from warehouse_app.store.warehouse import Tx

_scan_table = cast(Table, ReceiptScan.__table__)
_line_table = cast(Table, ReceiptLine.__table__)
_SCAN_COLUMNS = ("receipt_id", "action", "code", "how", "verdict", "sku_id", "lot", "quantity", "who_id", "desk", "at")
_scan_values = {name: bindparam(name, type_=_scan_table.c[name].type) for name in _SCAN_COLUMNS}

# Locked by a statement of its own before the figures are read: a statement of PostgreSQL that waited for a lock sees the
# rows beside the locked one as they were before the wait, and a piece would count twice.
_lock = Prepared(
    select(Receipt.state, Receipt.number, Receipt.order_id, Receipt.return_id)
    .where(Receipt.id == bindparam("receipt"))
    .with_for_update()
)
_receipt = Prepared(select(Receipt.number, Receipt.order_id, Receipt.return_id).where(Receipt.id == bindparam("receipt")))


_to_come = PurchaseLine.quantity - PurchaseLine.received
_to_replace = func.sum(ReturnLine.quantity - ReturnLine.replaced - ReturnLine.credited)
_in_receipt = ReceiptLine.receipt_id == bindparam("receipt")
_of_order = PurchaseLine.order_id == bindparam("order")
_of_return = ReturnLine.return_id == bindparam("return")
_standing = (  # of a SKU: counted so far, expected by the order, expected by the return
    select(func.sum(ReceiptLine.counted)).where(_in_receipt, ReceiptLine.sku_id == Sku.id).scalar_subquery(),
    select(_to_come).where(_of_order, PurchaseLine.sku_id == Sku.id).scalar_subquery(),
    select(_to_replace).where(_of_return, ReturnLine.sku_id == Sku.id).scalar_subquery(),
)
_totals = Prepared(
    select(
        select(func.sum(ReceiptLine.counted)).where(_in_receipt).scalar_subquery(),
        select(func.sum(case((_to_come > 0, _to_come), else_=0))).where(_of_order).scalar_subquery(),
        select(_to_replace).where(_of_return).scalar_subquery(),
    )
)


def _words(multiple: Any) -> list[Any]:
    return [Sku.id, multiple, Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture, Product.lots]


_by_barcode = Prepared(
    select(*_words(Barcode.multiple), *_standing)
    .select_from(Barcode)
    .join(Sku, Sku.id == Barcode.sku_id)
    .join(Product, Product.id == Sku.product_id)
    .where(Barcode.code == bindparam("code"))
)
_by_sku = Prepared(
    select(*_words(literal(1)), *_standing)
    .select_from(Sku)
    .join(Product, Product.id == Sku.product_id)
    .where(Sku.id == bindparam("sku"), Sku.active)
)
_first = Prepared(
    select(
        ReceiptScan.verdict, ReceiptScan.code, ReceiptScan.sku_id, ReceiptScan.lot, ReceiptScan.quantity, ReceiptScan.receipt_id
    ).where(ReceiptScan.action == bindparam("of_action"))
)  # fmt: skip
_insert_scan = Prepared(
    sqlite.insert(_scan_table).values(_scan_values).on_conflict_do_nothing(index_elements=["action"]),
    postgres=postgresql.insert(_scan_table).values(_scan_values).on_conflict_do_nothing(index_elements=["action"]),
)
_line_values: dict[str, Any] = {
    "receipt_id": bindparam("receipt"), "sku_id": bindparam("sku"), "lot": bindparam("of_lot"), "counted": bindparam("pieces"),
    **{name: literal_column("0") for name in ("inspected", "defective", "put_away", "freight_share")},
}  # fmt: skip
_line_key = ["receipt_id", "sku_id", "lot"]
_sqlite_line, _postgres_line = sqlite.insert(_line_table), postgresql.insert(_line_table)
_add = Prepared(
    _sqlite_line.values(_line_values).on_conflict_do_update(
        index_elements=_line_key, set_={"counted": _line_table.c.counted + _sqlite_line.excluded.counted}
    ),
    postgres=_postgres_line.values(_line_values).on_conflict_do_update(
        index_elements=_line_key, set_={"counted": _line_table.c.counted + _postgres_line.excluded.counted}
    ),
)
_lower = Prepared(
    update(ReceiptLine)
    .where(
        ReceiptLine.receipt_id == bindparam("of_receipt"),
        ReceiptLine.sku_id == bindparam("of_sku"),
        ReceiptLine.lot == bindparam("of_lot"),
        ReceiptLine.counted - bindparam("pieces") >= ReceiptLine.inspected,
    )
    .values(counted=ReceiptLine.counted - bindparam("pieces"))
)
_line = Prepared(
    select(ReceiptLine.counted, ReceiptLine.inspected).where(
        ReceiptLine.receipt_id == bindparam("of_receipt"),
        ReceiptLine.sku_id == bindparam("of_sku"),
        ReceiptLine.lot == bindparam("of_lot"),
    )
)


def _named(table: Any, *columns: Any) -> Select[Any]:
    return select(literal(1)).select_from(table).where(or_(*(column == bindparam("code") for column in columns)))


_something_else = Prepared(
    union_all(
        _named(Location, Location.code),
        _named(Person, Person.badge),
        _named(Receipt, Receipt.number),
        _named(PurchaseOrder, PurchaseOrder.number),
    )
)


@dataclass(frozen=True, slots=True)
class OpenReceipt:
    """The receipt a count is for; its row is locked until the answer."""

    id: int
    number: str
    order_id: int | None
    return_id: int | None

    @property
    def planned(self) -> bool:
        """Whether it is known what should come."""
        return self.order_id is not None or self.return_id is not None


@dataclass(frozen=True, slots=True)
class Counted:
    """A SKU and how it stands in the receipt; ``expected`` is None when nothing says that it comes."""

    sku_id: int
    multiple: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    lots: bool
    counted: int
    expected: int | None


@dataclass(frozen=True, slots=True)
class FirstScan:
    """What an action that was here before had been answered."""

    verdict: str
    code: str
    sku_id: int | None
    lot: str
    quantity: int
    receipt_id: int


def lock_open(tx: Tx, receipt_id: int) -> OpenReceipt:
    """The receipt, locked. Raises NotFound, Conflict("receiving.not_open")."""
    rows = _lock.rows(tx, receipt=receipt_id)
    if not rows:
        raise NotFound("receiving.no_such_receipt")
    state, number, order_id, return_id = rows[0]
    if state != "open":
        raise Conflict("receiving.not_open", number=number, state=state)
    return OpenReceipt(receipt_id, number, order_id, return_id)


def receipt_of(tx: Tx, receipt_id: int) -> OpenReceipt:
    """The receipt in any state, not locked. Raises NotFound."""
    rows = _receipt.rows(tx, receipt=receipt_id)
    if not rows:
        raise NotFound("receiving.no_such_receipt")
    return OpenReceipt(receipt_id, *rows[0])


def first_answer(tx: Tx, action: str) -> FirstScan | None:
    """What this action was answered the first time; None when it is new."""
    rows = _first.rows(tx, of_action=action)
    return FirstScan(*rows[0]) if rows else None


def _keys(receipt: OpenReceipt) -> dict[str, object]:
    return {"receipt": receipt.id, "order": receipt.order_id, "return": receipt.return_id}


def look_by_barcode(tx: Tx, receipt: OpenReceipt, code: str) -> Counted | None:
    """The goods of a barcode and how they stand; None when it is no barcode."""
    rows = _by_barcode.rows(tx, code=code, **_keys(receipt))
    return _counted(rows[0]) if rows else None


def look_by_sku(tx: Tx, receipt: OpenReceipt, sku_id: int) -> Counted:
    """How a SKU stands. Raises NotFound("receiving.no_such_sku")."""
    rows = _by_sku.rows(tx, sku=sku_id, **_keys(receipt))
    if not rows:
        raise NotFound("receiving.no_such_sku")
    return _counted(rows[0])


def _counted(row: Row) -> Counted:
    sku_id, multiple, seller_code, name, colour, size, picture, lots, counted, by_order, by_return = row
    expected = _expected(by_order, by_return)
    return Counted(sku_id, multiple, seller_code, name, colour, size, picture, bool(lots), int(counted or 0), expected)


def _expected(by_order: Any, by_return: Any) -> int | None:
    told = by_return if by_order is None else by_order
    return None if told is None else max(0, int(told))


Totals = tuple[int, int | None]


def totals(tx: Tx, receipt: OpenReceipt) -> Totals:
    """Pieces counted and pieces expected in the whole receipt; its cost grows with the receipt's lines, so ask once."""
    total, by_order, by_return = _totals.rows(tx, **_keys(receipt))[0]
    return int(total or 0), _expected(by_order, by_return)


def names_something(tx: Tx, code: str) -> bool:
    """Whether the code is known to be no goods: a bin, a badge, a receipt or a purchase order."""
    return bool(_something_else.rows(tx, code=code))


def insert_scan(
    tx: Tx, receipt_id: int, action: str, code: str, how: str, verdict: str, sku_id: int | None = None, lot: str = "",
    quantity: int = 0,
) -> bool:  # fmt: skip
    """Write one count; False when this action was written before."""
    written = _insert_scan.run(
        tx, receipt_id=receipt_id, action=action, code=code, how=how, verdict=verdict, sku_id=sku_id, lot=lot,
        quantity=quantity, who_id=tx.actor.id, desk=tx.desk, at=tx.now,
    )  # fmt: skip
    return written == 1


def count(tx: Tx, receipt_id: int, sku_id: int, lot: str, pieces: int) -> None:
    """Add pieces to a line, or take them off. Raises Conflict("receiving.inspected_already") below what was inspected."""
    if pieces >= 0:
        _add.run(tx, receipt=receipt_id, sku=sku_id, of_lot=lot, pieces=pieces)
    elif not _lower.run(tx, of_receipt=receipt_id, of_sku=sku_id, of_lot=lot, pieces=-pieces):
        raise Conflict("receiving.inspected_already", inspected=line_of(tx, receipt_id, sku_id, lot)[1])


def line_of(tx: Tx, receipt_id: int, sku_id: int, lot: str) -> tuple[int, int]:
    """Counted and inspected pieces of one line, zeros when there is none."""
    rows = _line.rows(tx, of_receipt=receipt_id, of_sku=sku_id, of_lot=lot)
    return (int(rows[0][0]), int(rows[0][1])) if rows else (0, 0)
