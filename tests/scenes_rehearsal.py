"""Scenes of a rehearsed sale for ``tests.screens``: the sample shop with three busy days behind it and two plans."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from PySide6.QtWidgets import QApplication
from sqlalchemy import insert, select, update

from tests.packing.boxes.materials import add_materials
from tests.scenes_inbound import page_of
from tests.shop import add_orders, do, line, order
from ui.app import App
from ui.restock.rehearsal_page import RehearsalPage
from ui.restock.rehearsal_results import TABS
from warehouse_app.catalog.tables import Sku
from warehouse_app.orders.tables import Order
from warehouse_app.packing.tables import ParcelMaterial, Scan
from warehouse_app.people.shifts import PlannedDay, monday, set_shifts
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, Wave
from warehouse_app.restock.days import midnight
from warehouse_app.restock.rehearsing.commands import save_plan
from warehouse_app.restock.rehearsing.queries import plans
from warehouse_app.restock.rehearsing.reading import read_ground
from warehouse_app.restock.rehearsing.rehearse import rehearse
from warehouse_app.restock.rehearsing.rules import Goal, Wishes
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

_AGO, _AHEAD = 20, 12  # days
_EACH = (60, 90, 150)
_COMMON = (
    ({"WJ-01-MB": 1}, 30), ({"WJ-01-JH": 1, "LZ-07-XS": 1}, 18), ({"MK-06-QS": 2}, 14), ({"KS-02-YM-M": 1}, 10),
    ({"WJ-01-ZQ": 1, "MK-06-QS": 1}, 6),
)  # fmt: skip


def _play(warehouse: Warehouse, today: date) -> None:
    """The past, people's shifts and two plans; made once."""
    with warehouse.reading() as session:
        if plans(session):
            return
        known = set(session.scalars(select(Sku.seller_code)))
    add_materials(warehouse, stock=60)
    rnd, first = random.Random(11), today - timedelta(days=_AGO)
    common = [(goods, weight) for goods, weight in _COMMON if goods.keys() <= known]
    orders = []
    for place, count in enumerate(_EACH):
        at = midnight(first + timedelta(days=place)) + timedelta(hours=10)
        for n in range(count):
            goods = rnd.choices([one for one, _ in common], [weight for _, weight in common])[0]
            lines = [line(code, pieces, row) for row, (code, pieces) in enumerate(goods.items(), 2)]
            orders.append(order(f"26{place}{n:04d}", lines, paid_at=at, created_at=at))
    add_orders(warehouse, *orders, name="past.csv", modified=midnight(today))
    do(warehouse, _packed, first)
    _plans(warehouse, today)


def _packed(tx: Tx, first: date) -> None:
    """Everything left at once; 80 parcels were packed at two desks, in boxes."""
    tx.connection.execute(update(Order).where(Order.number.like("26_____")).values(state="done"))
    box = tx.connection.execute(select(Sku.id).where(Sku.seller_code == "BOX-S")).scalar_one()
    paper = tx.connection.execute(select(Sku.id).where(Sku.seller_code == "PAPER")).scalar_one()
    wave = tx.connection.execute(insert(Wave).values(number="W-PAST", picked_at=tx.now).returning(Wave.id)).scalar_one()
    for n in range(80):
        at = midnight(first + timedelta(days=1)) + timedelta(hours=9 + 3 * (n // 40), seconds=(n % 40) * (80 + n // 40 * 20))
        values = {"wave_id": wave, "slot": n, "state": "shipped", "needed": 1, "scanned": 1, "packed_by": 1, "packed_at": at}
        made = tx.connection.execute(insert(Parcel).values(**values).returning(Parcel.id)).scalar_one()
        scan = {"action": new_action(), "parcel_id": made, "code": "x", "verdict": "right", "desk": f"打包台 {1 + n // 40}"}
        tx.connection.execute(insert(Scan).values(**scan, at=at))
        used = [{"parcel_id": made, "sku_id": box, "quantity": 1}, {"parcel_id": made, "sku_id": paper, "quantity": 2}]
        tx.connection.execute(insert(ParcelMaterial), used)


def _plans(warehouse: Warehouse, today: date) -> None:
    """One that is over, and one to come with people planned for its first days."""
    begins = today + timedelta(days=_AHEAD)
    first = today - timedelta(days=_AGO)
    model = (first, first + timedelta(days=2))
    over = Wishes(*model, *model, goal=Goal.ORDERS, figure=Decimal(330))
    next_one = Wishes(begins, begins + timedelta(days=2), *model, figure=Decimal("2.5"))
    with warehouse.reading() as session:
        people = list(session.scalars(select(Person.id).where(Person.id > 1, Person.active)))
    planned = [
        PlannedDay(who, monday(begins) + timedelta(days=n), 480 if (n + who) % 3 else 450) for who in people for n in range(6)
    ]
    do(warehouse, set_shifts, planned)
    for name, wishes in (("双十一", over), ("双十二", next_one)):
        with warehouse.reading() as session:
            found = rehearse(wishes, read_ground(session, wishes, today))
        do(warehouse, save_plan, name, found, mark=True)


def _page(program: App) -> RehearsalPage:
    _play(program.warehouse, program.warehouse.clock().astimezone().date())
    page = cast(RehearsalPage, page_of(program, "rehearsal"))
    page.refresh()
    _settle(program)
    return page


def _settle(program: App) -> None:
    while program.desk.jobs.running:
        QApplication.processEvents()
    for _ in range(5):
        QApplication.processEvents()


def _next_plan(program: App, plan: str = "双十二") -> RehearsalPage:
    page = _page(program)
    place = next(n for n, one in enumerate(page.list.rows) if one.name == plan)
    page.list.table.view.selectRow(place)
    _settle(program)
    return page


def _tab(name: str, plan: str = "双十二") -> Callable[[App], None]:
    def prepare(program: App) -> None:
        page = _next_plan(program, plan)
        page.results.setCurrentIndex(TABS.index(name))
        _settle(program)

    return prepare


def _goods_form(program: App) -> None:
    page = _next_plan(program)
    page.asking.goods()
    _settle(program)


def _order_form(program: App) -> None:
    page = _next_plan(program)
    page.asking.order()
    _settle(program)


def _mistake(program: App) -> None:
    page = _page(program)
    page.begin()
    page.inputs.figure.setText("1000")
    _settle(program)


def _empty(program: App) -> None:
    page_of(program, "rehearsal").refresh()
    _settle(program)


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "rehearsal-empty": ("restock", _empty),
    "rehearsal": ("restock", _tab("goods")),
    "rehearsal-materials": ("restock", _tab("materials")),
    "rehearsal-ahead": ("restock", _tab("ahead")),
    "rehearsal-people": ("restock", _tab("people")),
    "rehearsal-shifts": ("restock", _tab("shifts")),
    "rehearsal-came": ("restock", _tab("came", "双十一")),
    "rehearsal-goods": ("restock", _goods_form),
    "rehearsal-order": ("restock", _order_form),
    "rehearsal-mistake": ("restock", _mistake),
}
