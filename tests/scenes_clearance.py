"""Scenes of clearance, past sales, marked days and seasons for ``tests.screens``: the sample shop after a slow autumn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from tests.restock.figures import enough, figure
from tests.scenes_inbound import page_of
from tests.shop import do
from ui.app import App
from ui.restock.clearance_page import ClearancePage
from ui.restock.days_page import MARKS, PAST, SEASONS, DaysPage
from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.intake import Intake, bring_in
from warehouse_app.orders.tables import Order
from warehouse_app.people.settings import change_settings
from warehouse_app.people.tables import Person
from warehouse_app.restock.clearing.commands import Noted, decide
from warehouse_app.restock.marking.commands import Mark, mark_days
from warehouse_app.restock.seasons.commands import set_seasons
from warehouse_app.restock.tables import DayMark, RestockRun
from warehouse_app.stock.tables import Balance
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

_MONTHS = 14
_SWING = (6, 5, 7, 8, 8, 7, 5, 5, 8, 10, 15, 11)


def _play(warehouse: Warehouse) -> None:
    """Past sales of fourteen months, a demand for half of the goods, seasons that are over, days that are marked; made once."""
    with warehouse.reading() as session:
        if session.scalars(select(DayMark.id)).first() is not None:
            return
        owner = session.scalars(select(Person).where(Person.role == "owner", Person.id > 1)).one()
        actor = Actor(owner.id, owner.name, owner.role)
        first = min(moment for moment in session.scalars(select(Order.paid_at)) if moment is not None).astimezone().date()
        products = list(session.scalars(select(Product.id).where(~Product.material).order_by(Product.id)))
        codes = list(session.scalars(select(Sku.seller_code).where(Sku.active).order_by(Sku.id).limit(24)))
    today = warehouse.clock().astimezone().date()
    do(warehouse, change_settings, {"clear_idle_days": 7}, actor=actor)
    file = Path(warehouse.folder) / "2025-2026 sales.csv"
    months = [f"{(first.month - 1 - n) // 12 + first.year}-{(first.month - 1 - n) % 12 + 1:02d}" for n in range(_MONTHS, 0, -1)]
    rows = [f"{code},{','.join(str(_SWING[int(m[5:]) - 1] * (n % 5 + 1)) for m in months)}" for n, code in enumerate(codes)]
    file.write_text("\n".join(["商家编码," + ",".join(months), *rows]), encoding="utf-8")
    bring_in(warehouse, actor, "desk 1", Intake("past_sales", (file,)))
    for mark in (
        Mark("closed", first.replace(month=2, day=15), first.replace(month=2, day=23), "春节"),
        Mark("promotion", first.replace(month=6, day=16), first.replace(month=6, day=18), "618"),
        Mark("missing", first - timedelta(days=40), first - timedelta(days=33)),
    ):
        do(warehouse, mark_days, mark, actor=actor)
    over = {product: today - timedelta(days=20 * n + 5) for n, product in enumerate(products[:3])}
    do(warehouse, set_seasons, over | {products[-1]: today + timedelta(days=60)}, actor=actor)
    do(warehouse, _figures, actor=actor)
    with warehouse.reading() as session:
        some = list(session.scalars(select(Sku.id).where(Sku.active).order_by(Sku.id).limit(2)))
    do(warehouse, decide, dict.fromkeys(some, Noted("mark_down", "双十二七折")), actor=actor)


def _figures(tx: Tx) -> None:
    """What a run could have found: a slow demand for every second SKU."""
    if tx.session.scalars(select(RestockRun.id)).first() is not None:
        return
    run = RestockRun(day=tx.now.astimezone().date(), skus=0, warning={})
    tx.session.add(run)
    tx.session.flush()
    lying = select(Balance.sku_id).where(Balance.virtual.is_(False), Balance.on_hand > 0).distinct().order_by(Balance.sku_id)
    for n, sku_id in enumerate(tx.session.scalars(lying)):
        if n % 2:
            tx.session.add(figure(sku_id, run.id, **enough(daily=0.02 * (n % 4 + 1), cost=Decimal(18 + n))))


def _ended(program: App) -> None:
    while program.desk.jobs.running:
        QApplication.processEvents()
    for _ in range(3):
        QApplication.processEvents()


def _clearance(program: App) -> None:
    _play(program.warehouse)
    page = page_of(program, "clearance")
    assert isinstance(page, ClearancePage)
    page.refresh()
    _ended(program)
    page.list.table.view.selectRow(0)


def _decide(program: App) -> None:
    _clearance(program)
    page = page_of(program, "clearance")
    assert isinstance(page, ClearancePage)
    page.list.table.view.selectAll()
    page.ask_decide()


def _days(program: App, tab: int) -> DaysPage:
    _play(program.warehouse)
    page = page_of(program, "days")
    assert isinstance(page, DaysPage)
    page.tabs.setCurrentIndex(tab)
    page.refresh()
    _ended(program)
    return page


def _past(program: App) -> None:
    _days(program, PAST).past.files.table.view.selectRow(0)


def _marks(program: App) -> None:
    _days(program, MARKS).marks.list.table.view.selectRow(0)


def _mark(program: App) -> None:
    _days(program, MARKS).marks.ask_mark()


def _seasons(program: App) -> None:
    _days(program, SEASONS).seasons.table.view.selectRow(1)


def _season(program: App) -> None:
    _seasons(program)
    page = page_of(program, "days")
    assert isinstance(page, DaysPage)
    page.seasons.ask_season()


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "restock-clearance": ("restock", _clearance),
    "restock-decide": ("restock", _decide),
    "restock-past": ("restock", _past),
    "restock-marks": ("restock", _marks),
    "restock-mark": ("restock", _mark),
    "restock-seasons": ("restock", _seasons),
    "restock-season": ("restock", _season),
}
