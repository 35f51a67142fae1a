"""Scenes of the restock list for ``tests.screens``: the sample shop after seven months of sales, computed this morning."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QScrollArea
from sqlalchemy import delete, insert, select, update

from tests.scenes_inbound import page_of
from tests.shop import do
from ui.app import App
from ui.people.station import PeopleStation
from ui.restock.cards import RestockCard
from ui.restock.list_page import RestockPage
from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.tables import Supplier
from warehouse_app.people.tables import Person
from warehouse_app.restock.alerts import dismiss, snooze
from warehouse_app.restock.queries import Asked, restock_page
from warehouse_app.restock.running import run_restock
from warehouse_app.restock.tables import DayMark, PastSale, RestockTerms
from warehouse_app.restock.terms import TermsFields, save_terms
from warehouse_app.store.tables import ImportFile
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

DAYS = 220


def play_past(warehouse: Warehouse) -> Actor:
    """Seven months of past sales of all goods instead of the sample's few, a promotion among them, computed and partly decided
    about; made once. Returns the owner.
    """
    with warehouse.reading() as session:
        owner = session.scalars(select(Person).where(Person.role == "owner", Person.id > 1)).one()
        actor = Actor(owner.id, owner.name, owner.role)
        played = session.scalar(select(RestockTerms.sku_id).limit(1))
        skus = list(session.scalars(select(Sku.id).where(Sku.active).order_by(Sku.id)))
    if played is None:
        today = warehouse.clock().astimezone().date()
        do(warehouse, lambda tx: _sales(tx, skus, today), actor=actor)
        run_restock(warehouse, actor, "desk")
        _decide(warehouse, actor, today)
    return actor


def _sales(tx: Tx, skus: list[int], today: date) -> None:
    values = {"kind": "past_sales", "name": "sales.xlsx", "sha256": "sales", "as_of": tx.now, "counts": {}}
    file = tx.connection.execute(insert(ImportFile).values(**values).returning(ImportFile.id)).scalar_one()
    rows = [
        {"sku_id": sku, "day": day, "pieces": pieces, "import_id": file}
        for number, sku in enumerate(skus) for day, pieces in _sold(number, today)
    ]  # fmt: skip
    tx.connection.execute(delete(PastSale))
    tx.connection.execute(insert(PastSale), rows)
    sale = {"kind": "promotion", "begins": today - timedelta(days=70), "ends": today - timedelta(days=67), "note": "周年庆"}
    tx.connection.execute(insert(DayMark).values(**sale))


def _sold(number: int, today: date) -> Iterator[tuple[date, int]]:
    """Some sell every day, some with the week, some more and more, some seldom."""
    rnd = random.Random(number)
    usual = (3.2, 1.4, 0.6, 5.0, 0.15)[number % 5]
    for ago in range(DAYS, 0, -1):
        day = today - timedelta(days=ago)
        level = (
            usual * (1.5 if day.weekday() >= 5 and number % 3 == 0 else 1.0) * (1 + 0.6 * (number % 4 == 1) * (1 - ago / DAYS))
        )
        level *= 4 if 67 <= ago <= 70 else 1
        pieces = _poisson(rnd, level)
        if pieces:
            yield day, pieces


def _poisson(rnd: random.Random, level: float) -> int:
    pieces, chance, least = 0, rnd.random(), math.exp(-level)
    while chance > least:
        pieces, chance = pieces + 1, chance * rnd.random()
    return pieces


def _decide(warehouse: Warehouse, actor: Actor, today: date) -> None:
    """One alert sleeps, one was dismissed, one SKU has terms of its own."""
    with warehouse.reading() as session:
        rows = restock_page(session, Asked()).rows
    first, second, third = [row for row in rows if row.alert_id is not None][-3:]
    assert first.alert_id is not None
    assert second.alert_id is not None
    do(warehouse, snooze, [first.alert_id], today + timedelta(days=14), actor=actor)
    do(warehouse, dismiss, [second.alert_id], "不再卖了", actor=actor)
    do(warehouse, save_terms, third.sku_id, TermsFields(pack=24, safety=10, note="整箱发货"), actor=actor)


def settle(program: App) -> None:
    """All work has answered, and what it brought is drawn."""
    for _ in range(30):
        QApplication.processEvents()
        while program.desk.jobs.running:
            QApplication.processEvents()
    program.window.workplace.toast.hide()


def _page(program: App) -> RestockPage:
    play_past(program.warehouse)
    page = page_of(program, "list")
    assert isinstance(page, RestockPage)
    page.done.hide()
    page.list.clear_ticks()
    if page.list.by_supplier.isChecked():
        page.list.by_supplier.click()
    page.list.show_only()
    program.desk.changed.emit(frozenset({"restock"}))
    page.refresh()
    page.curves.want(page.pane.look)
    page.curves._start()  # a scene does not wait until the cursor rests
    settle(program)
    return page


def _choose_bought(page: RestockPage) -> None:
    """The first line whose supplier is known and of which something is on the way."""
    lines = list(page.list.table.model.rows())
    page.list.table.view.selectRow(next(n for n, line in enumerate(lines) if line.supplier_id and line.told.on_the_way))


def _list(program: App) -> None:
    """What to order, two lines of a supplier ticked."""
    page = _page(program)
    _choose_bought(page)
    page.list.tick_supplier()
    page.curves._start()
    settle(program)
    page.list.table.setFocus()


def _by_supplier(program: App) -> None:
    """What to order, the suppliers apart with their sums; one takes no small orders."""
    page = _page(program)
    do(program.warehouse, lambda tx: tx.connection.execute(update(Supplier).values(minimum_amount=Decimal(3000))))
    page.list.by_supplier.click()
    page.curves._start()
    settle(program)
    page.list.table.setFocus()


def _by_hand(program: App) -> None:
    """All, a line with terms of its own."""
    page = _page(program)
    page.list.show_only(shown="all")
    place = next(n for n, line in enumerate(page.list.table.model.rows()) if line.by_hand)
    page.list.table.view.selectRow(place)
    page.curves._start()
    settle(program)


def _terms(program: App) -> None:
    _by_hand(program)
    page = page_of(program, "list")
    assert isinstance(page, RestockPage)
    page.ask_terms()


def _snooze(program: App) -> None:
    _page(program).ask_snooze()


def _dismiss(program: App) -> None:
    _page(program).ask_dismiss()


def _ordered(program: App) -> None:
    """Orders just made, and what else is to order."""
    page = _page(program)
    _choose_bought(page)
    page.list.tick_supplier()
    page.order()
    page.curves._start()
    settle(program)


def _settings(program: App) -> None:
    """The cards of restocking among the settings."""
    station = program.window.workplace.current
    assert isinstance(station, PeopleStation)
    station.tabs.setCurrentIndex(1)
    QApplication.processEvents()
    page = station.settings
    card = next(card for card in page.cards if isinstance(card, RestockCard))
    scroll = page.findChild(QScrollArea)
    assert scroll is not None
    scroll.verticalScrollBar().setValue(card.mapTo(scroll.widget(), QPoint(0, 0)).y() - 8)


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "restock": ("restock", _list),
    "restock-by-supplier": ("restock", _by_supplier),
    "restock-by-hand": ("restock", _by_hand),
    "restock-terms": ("restock", _terms),
    "restock-snooze": ("restock", _snooze),
    "restock-dismiss": ("restock", _dismiss),
    "restock-ordered": ("restock", _ordered),
    "restock-settings": ("people", _settings),
}
