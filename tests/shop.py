"""A small shop to test with: products, bins, stock, paid orders and waybill numbers, made by the commands themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.waybills import import_waybills, start_wave
from warehouse_app.orders.files import OrderStatus, ParsedFile, ParsedLine, ParsedOrder, Refund
from warehouse_app.orders.importing import import_orders
from warehouse_app.orders.queries import order_ids, orders_page
from warehouse_app.orders.release import Released, release
from warehouse_app.packing import commands as packing
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.stopping import put_back, settle
from warehouse_app.packing.ticking import tick
from warehouse_app.packing.waiting import put_backs
from warehouse_app.people.commands import SYSTEM
from warehouse_app.picking.commands import NewWave
from warehouse_app.picking.queries import ParcelRow, parcels_page
from warehouse_app.picking.tasks import Task, tasks_of
from warehouse_app.reports.check import check
from warehouse_app.sheets.table import Parsed
from warehouse_app.stock.commands import add_bins, import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.queries import stock_page
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Actor, Tx, Warehouse, new_action

P = ParamSpec("P")
R = TypeVar("R")
DESK = "test desk"
COURIER = "中通快递"
DAY = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
T = TypeVar("T")


def do(
    warehouse: Warehouse,
    command: Callable[Concatenate[Tx, P], R],
    /,
    *args: P.args,
    actor: Actor = SYSTEM,
    **kwargs: P.kwargs,
) -> R:
    """One command in its transaction."""
    with warehouse.transaction(actor, DESK) as tx:
        return command(tx, *args, **kwargs)


def parsed(rows: Sequence[T], name: str = "test.csv") -> Parsed[T]:
    return Parsed(name=name, sha256=name, modified=DAY, layout="test", rows=list(rows), problems=[], total_rows=len(rows))


def barcode(number: int) -> str:
    """A valid EAN-13 beginning with 69."""
    body = f"69{number:010d}"
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body))
    return body + str(-total % 10)


def add_products(warehouse: Warehouse, count: int = 3) -> list[str]:
    """SKU1..SKUn with barcodes ``barcode(n)``, home bins A-1.., returned by seller code."""
    rows = [
        ProductRow(n, f"SKU{n}", f"商品{n}", "黑色", "M", (barcode(n),), None, 100 * n, f"A-{n}", "", "")
        for n in range(1, count + 1)
    ]
    do(warehouse, import_products, parsed(rows))
    do(warehouse, add_bins, [row.bin_code for row in rows])
    return [row.seller_code for row in rows]


def add_stock(warehouse: Warehouse, pieces: Mapping[str, int]) -> None:
    """So many pieces of each SKU in its home bin A-<n>."""
    rows = [StockRow(n, f"A-{code[3:]}", code, quantity) for n, (code, quantity) in enumerate(pieces.items(), 2)]
    do(warehouse, import_stock, parsed(rows, "stock.csv"))


def order(number: str, lines: Mapping[str, int] | Sequence[ParsedLine], **fields: Any) -> ParsedOrder:
    """A paid order as a file tells it; ``lines`` as they are, or pieces by seller code; ``fields`` override anything."""
    told: dict[str, Any] = {
        "row": 2, "number": number, "shop": "测试店", "platform": "taobao", "status": OrderStatus.PAID, "created_at": DAY,
        "paid_at": DAY, "ship_by": None, "buyer": f"buyer{number}", "recipient": "张三", "phone": "", "mobile": "13800000001",
        "address": "浙江省 杭州市 西湖区 示例路1号", "message": "", "note": "", "flag": "", "invoice_title": "", "amount": None,
        "paid_amount": None, "refunded_amount": None, "item_count": None, "courier": "", "waybill": "", "shipped_at": None,
        "close_reason": "", "masked": False, "lock": False,
        "lines": tuple(_lines(lines) if isinstance(lines, Mapping) else lines),
    }  # fmt: skip
    return ParsedOrder(**(told | fields))


def _lines(pieces: Mapping[str, int]) -> list[ParsedLine]:
    return [line(code, quantity, row) for row, (code, quantity) in enumerate(pieces.items(), 2)]


def line(code: str, quantity: int, row: int = 2, **fields: Any) -> ParsedLine:
    """A line of an order as a file tells it."""
    told: dict[str, Any] = {
        "row": row, "sub_number": "", "seller_code": code, "title": f"标题{code}", "properties": "颜色:黑色;尺码:M",
        "quantity": quantity, "price": None, "status": None, "refund": Refund.NONE, "service": False,
    }  # fmt: skip
    return ParsedLine(**(told | fields))


def order_file(
    orders: Sequence[ParsedOrder], *, name: str = "orders.csv", modified: datetime = DAY, strength: int = 2
) -> ParsedFile:
    """A file of orders, its content known by its name."""
    return ParsedFile(
        name=name, sha256=f"{name}{modified}", modified=modified, layout="taobao_order_report", strength=strength,
        has_orders=True, has_lines=True, orders=list(orders), problems=[], skipped_rows=0,
    )  # fmt: skip


def bring_orders(tx: Tx, files: Sequence[ParsedFile], shop: str = "") -> ImportResult:
    """Files of orders as the intake writes them: imported, and parcels they stop are taken apart, in one transaction."""
    result = import_orders(tx, files, shop)
    settle(tx)
    return result


def add_orders(warehouse: Warehouse, *orders: ParsedOrder, **file: Any) -> None:
    do(warehouse, bring_orders, [order_file(orders, **file)])


def add_waybills(warehouse: Warehouse, count: int = 20, courier: str = COURIER, start: int = 1) -> list[str]:
    """Numbers 75000000000001.. in the courier's pool."""
    numbers = [f"75{n:012d}" for n in range(start, start + count)]
    do(
        warehouse,
        import_waybills,
        parsed([WaybillRow(n, courier, number) for n, number in enumerate(numbers, 2)], "waybills.csv"),
    )
    return numbers


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave made for a test, with its parcels' waybill numbers by order number."""

    made: NewWave
    released: Released


def release_and_wave(warehouse: Warehouse) -> Wave:
    """Release what can be and make one wave of it."""
    released = do(warehouse, release)
    return Wave(do(warehouse, start_wave), released)


def open_shop(warehouse: Warehouse, stock: Mapping[str, int], *orders: ParsedOrder, waybills: int = 20) -> list[str]:
    """Products SKU1.., their stock, a pool of numbers and these orders; returns the pool's numbers."""
    add_products(warehouse, max(int(code[3:]) for code in stock))
    add_stock(warehouse, stock)
    numbers = add_waybills(warehouse, waybills) if waybills else []
    add_orders(warehouse, *orders)
    return numbers


def ids_of(warehouse: Warehouse, *numbers: str) -> list[int]:
    """The ids of these orders, in the order given."""
    with warehouse.reading() as session:
        found = order_ids(session, numbers)
    return [found[number] for number in numbers]


def states_of(warehouse: Warehouse) -> dict[str, str]:
    """The state of every order by its number."""
    with warehouse.reading() as session:
        return {row.number: row.state for row in orders_page(session, limit=100_000).rows}


def held_of(warehouse: Warehouse) -> dict[str, str]:
    """The hold of every order by its number, "" for none."""
    with warehouse.reading() as session:
        return {row.number: row.hold for row in orders_page(session, limit=100_000).rows}


def stock_of(warehouse: Warehouse) -> dict[str, tuple[int, int]]:
    """On hand and reserved pieces in bins by seller code."""
    found: dict[str, tuple[int, int]] = {}
    with warehouse.reading() as session:
        for row in stock_page(session, limit=100_000).rows:
            on_hand, reserved = found.get(row.seller_code, (0, 0))
            found[row.seller_code] = (on_hand + row.on_hand, reserved + row.reserved)
    return found


def parcel_of(warehouse: Warehouse, number: str) -> ParcelRow:
    """The newest parcel the order travels in."""
    with warehouse.reading() as session:
        return next(row for row in reversed(parcels_page(session, limit=100_000).rows) if number in row.orders)


def scan(warehouse: Warehouse, parcel_id: int | None, *codes: str, action: str = "") -> Answer:
    """One scan at the packing desk."""
    return do(warehouse, packing.scan, parcel_id, codes, action or new_action())


def pack(warehouse: Warehouse, number: str) -> ParcelRow:
    """Pack the order's parcel to the last piece, by the home barcodes ``add_products`` gave; what is to do is ticked before."""
    parcel = parcel_of(warehouse, number)
    do(warehouse, packing.confirm_note, parcel.id, new_action())
    for task in tasks_of_parcel(warehouse, parcel.id):
        do(warehouse, tick, parcel.id, task.id, new_action())
    for line in parcel.lines:
        for _ in range(line.needed - line.scanned):
            assert scan(warehouse, parcel.id, barcode(int(line.seller_code[3:]))).good
    return parcel_of(warehouse, number)


def on_desk(warehouse: Warehouse) -> dict[str, int]:
    """Pieces of stopped parcels that wait on the packing desk, by seller code."""
    waiting: dict[str, int] = {}
    with warehouse.reading() as session:
        for row in put_backs(session):
            waiting[row.seller_code] = waiting.get(row.seller_code, 0) + row.left
    return waiting


def carry_back(warehouse: Warehouse) -> None:
    """Everything on the desk goes back to the bin it came from, one scan a piece."""
    with warehouse.reading() as session:
        waiting = put_backs(session)
    for row in waiting:
        for _ in range(row.left):
            do(warehouse, put_back, row.location_id, row.sku_id, 1, new_action())


def tasks_of_parcel(warehouse: Warehouse, parcel_id: int) -> tuple[Task, ...]:
    """What is to be done for the parcel besides its goods."""
    with warehouse.reading() as session:
        return tasks_of(session, [parcel_id]).get(parcel_id, ())


def problems_of(warehouse: Warehouse) -> list[str]:
    """The codes of what ``packdesk check`` finds; an empty list is what one wants to see."""
    with warehouse.reading() as session:
        return [problem.code for problem in check(session)]
