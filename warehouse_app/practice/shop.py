"""The practice shop: a warehouse of its own in a folder that is thrown away, always a local file, made by the usual commands.

The same every time, so that a printed sheet of its goods and labels serves for good.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from resources import practice_goods as sample
from resources.make_sample_shop import PICTURES
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.rules import in_store_ean
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.waybills import import_waybills, start_wave
from warehouse_app.orders.commands import pass_look
from warehouse_app.orders.family import cancel_with_parts
from warehouse_app.orders.files import OrderStatus, ParsedFile, ParsedLine, ParsedOrder, Refund
from warehouse_app.orders.importing import import_orders
from warehouse_app.orders.queries import order_ids
from warehouse_app.orders.release import release
from warehouse_app.people.commands import SYSTEM, add_person
from warehouse_app.people.rules import Role
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.picking.queries import parcels_page
from warehouse_app.practice.course import Plan, Planned, Trap
from warehouse_app.sheets.table import Parsed
from warehouse_app.stock.commands import add_bins, import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.store.folder import Folder
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Actor, Tx, Warehouse
from warehouse_app.words import LANGUAGES, Language

T = TypeVar("T")
DESK = "practice"
_PIN = "0000"
_FIRST_CODE = 9_999_990_000
_TURN = 9
_PIECES = 20

TRAPS: dict[str, tuple[Planned, ...]] = {
    "PR-02": (Planned(Trap.WRONG, 0, "PRAC-SCARF-N"),),
    "PR-03": (Planned(Trap.EXTRA, 2, "PRAC-BEANIE-G"),),
    "PR-04": (Planned(Trap.NOTE, 99),),
    "PR-05": (Planned(Trap.NEIGHBOUR, 1, "PRAC-FLASK-P"),),
    "PR-06": (Planned(Trap.CANCELLED, 99),),
    "PR-07": (Planned(Trap.DAMAGED, 1),),
    "PR-08": (Planned(Trap.MISSING, 1),),
    "PR-09": (Planned(Trap.NOTE, 99), Planned(Trap.WRONG, 1, "PRAC-FLASK-C")),
    "PR-10": (Planned(Trap.NEIGHBOUR, 1, "PRAC-SCARF-W"), Planned(Trap.EXTRA, 2, "PRAC-MUG-T")),
}
"""By order number; a note and a cancelled order spring by themselves."""


@dataclass(frozen=True, slots=True)
class Good:
    """One product of the practice shop, as it is shown and scanned."""

    seller_code: str
    barcode: str
    name: str
    colour: str
    picture: str


@dataclass(frozen=True, slots=True)
class Shop:
    """An open practice shop: its warehouse, who practises in it, the parcels in order, the goods by seller code."""

    warehouse: Warehouse
    actor: Actor
    plans: tuple[Plan, ...]
    goods: dict[str, Good]


def goods(language: Language) -> dict[str, Good]:
    """Everything the practice shop sells, by seller code."""
    place = LANGUAGES.index(language)
    return {
        product.seller_code: Good(
            product.seller_code, in_store_ean(_FIRST_CODE + number, _TURN), product.name[place], product.colour[place],
            product.picture,
        )
        for number, product in enumerate(sample.PRODUCTS, 1)
    }  # fmt: skip


def labels() -> tuple[str, ...]:
    """The waybill numbers of its parcels, in order."""
    return tuple(f"PRAC{number:02d}" for number in range(1, len(sample.ORDERS) + 1))


def open_shop(folder: Path, trainee: Actor, language: Language) -> Shop:
    """Make the shop in an empty folder. Raises what opening a warehouse raises."""
    warehouse = open_warehouse(folder, server="")
    try:
        return _fill(warehouse, trainee, language)
    except BaseException:
        warehouse.close()
        raise


def _fill(warehouse: Warehouse, trainee: Actor, language: Language) -> Shop:
    pictures = Folder(warehouse.folder).pictures
    sold = goods(language)
    for good in sold.values():
        shutil.copyfile(PICTURES / good.picture, pictures / good.picture)
    now = warehouse.clock()
    with warehouse.transaction(SYSTEM, DESK) as tx:
        person = add_person(tx, trainee.name, _PIN, Role.OWNER)
        _bring_goods(tx, sold, now)
        _bring_orders(tx, sold, language, now)
    with warehouse.transaction(SYSTEM, DESK) as tx:
        _start_morning(tx, language)
    return Shop(warehouse, Actor(person.id, trainee.name, trainee.role), _plans(warehouse), sold)


def _bring_goods(tx: Tx, sold: dict[str, Good], now: datetime) -> None:
    products, stock = [], []
    for number, good in enumerate(sold.values(), 1):
        place = f"P-{number:02d}"
        products.append(
            ProductRow(
                number, good.seller_code, good.name, good.colour, barcodes=(good.barcode,), bin_code=place, picture=good.picture
            )
        )
        stock.append(StockRow(number, place, good.seller_code, _PIECES))
    import_products(tx, _parsed("products", products, now))
    add_bins(tx, [row.bin_code for row in stock])
    import_stock(tx, _parsed("stock", stock, now))
    rows = [WaybillRow(number, sample.COURIER, label) for number, label in enumerate(labels(), 1)]
    import_waybills(tx, _parsed("waybills", rows, now))


def _bring_orders(tx: Tx, sold: dict[str, Good], language: Language, now: datetime) -> None:
    orders = [_order(number, order, sold, language, now) for number, order in enumerate(sample.ORDERS, 1)]
    file = ParsedFile(
        name="practice", sha256="practice", modified=now, layout="practice", strength=2, has_orders=True, has_lines=True,
        orders=orders, problems=[], skipped_rows=0,
    )  # fmt: skip
    import_orders(tx, [file], "practice")


def _order(number: int, told: sample.PracticeOrder, sold: dict[str, Good], language: Language, now: datetime) -> ParsedOrder:
    lines = tuple(
        ParsedLine(
            row=number, sub_number="", seller_code=code, title=sold[code].name, properties=sold[code].colour, quantity=pieces,
            price=None, status=None, refund=Refund.NONE, service=False,
        )
        for code, pieces in told.lines
    )  # fmt: skip
    paid = now - timedelta(minutes=90 - number)  # one after the other: the labels come in this order
    return ParsedOrder(
        row=number, number=told.number, shop="practice", platform="taobao", status=OrderStatus.PAID, created_at=paid,
        paid_at=paid, ship_by=None, buyer=told.number, recipient=told.number, phone="", mobile="13800000000",
        address=sample.PLACE,
        message=told.message[LANGUAGES.index(language)], note="", flag="", invoice_title="", amount=None, paid_amount=None,
        refunded_amount=None, item_count=None, courier="", waybill="", shipped_at=None, close_reason="", masked=False, lock=False,
        lines=lines,
    )  # fmt: skip


def _start_morning(tx: Tx, language: Language) -> None:
    """All orders in one wave, picked; then one of them is called off."""
    ids = order_ids(tx.session, [order.number for order in sample.ORDERS])
    waiting = release(tx).look
    if waiting:
        pass_look(tx, [ids[number] for number in waiting])
        release(tx, [ids[number] for number in waiting])
    confirm_picked(tx, start_wave(tx, list(ids.values())).id)
    cancel_with_parts(tx, [ids[sample.CANCELLED]], sample.WHY_CANCELLED[LANGUAGES.index(language)])


def _plans(warehouse: Warehouse) -> tuple[Plan, ...]:
    with warehouse.reading() as session:
        waybills = {row.orders[0]: row.waybill for row in parcels_page(session).rows}
    plans = [Plan(order.number, waybills[order.number], order.lines, TRAPS.get(order.number, ())) for order in sample.ORDERS]
    return tuple(sorted(plans, key=lambda plan: plan.waybill))


def _parsed(name: str, rows: list[T], now: datetime) -> Parsed[T]:
    return Parsed(name=name, sha256=name, modified=now, layout="practice", rows=rows, problems=[], total_rows=len(rows))
