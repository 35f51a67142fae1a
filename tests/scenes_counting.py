"""Scenes of the counting station for ``tests.screens``: a stocktake of the sample shop in the middle of its first evening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from tests.scenes_inbound import page_of
from tests.shop import do
from ui.app import App
from ui.bursts import Scan
from ui.counting.collector_form import CollectorForm
from ui.counting.differences_page import DifferencesPage
from ui.counting.stocktakes_page import StocktakesPage
from ui.packing.evidence.hand import jpeg
from warehouse_app.catalog.tables import Sku
from warehouse_app.counting.approving import approve
from warehouse_app.counting.commands import plan_stocktake
from warehouse_app.counting.differences import variances
from warehouse_app.counting.files import read_file
from warehouse_app.counting.finishing import finish
from warehouse_app.counting.rules import Kind
from warehouse_app.counting.scanning import scan
from warehouse_app.counting.scope import Plan
from warehouse_app.counting.shelf import on_shelf
from warehouse_app.counting.strangers import keep_picture
from warehouse_app.counting.tables import CountBin, CountResult, Stocktake
from warehouse_app.packing.evidence.commands import keep_file
from warehouse_app.people.settings import change_settings
from warehouse_app.people.tables import Person
from warehouse_app.stock.tables import Location
from warehouse_app.store.warehouse import Actor, Tx, Warehouse, new_action

_COPIED = ("location_id", "sku_id", "bin_id", "book", "away", "price", "at_move", "moment")
_OFF = {1: -1, 3: 2, 4: -2, 6: 1}
"""By how much the goods of the n-th bin differ."""


def _play(warehouse: Warehouse) -> int:
    """Ten bins counted, some of them off, one difference approved; made once."""
    with warehouse.reading() as session:
        known = session.scalars(select(Stocktake.id).order_by(Stocktake.id)).first()
        owner = session.scalars(select(Person).where(Person.role == "owner", Person.id > 1)).one()
        actor = Actor(owner.id, owner.name, owner.role)
        people = tuple(session.scalars(select(Person.id).where(Person.role != "owner", Person.id > 1)))
    if known is not None:
        return known
    do(warehouse, change_settings, {"count_tolerance_pieces": 5, "count_tolerance_yuan": 100_000}, actor=actor)
    made = do(
        warehouse,
        plan_stocktake,
        Plan(Kind.MONTHLY, date(2026, 11, 28), date(2026, 11, 30), "十一月", people=people),
        actor=actor,
    )
    with warehouse.reading() as session:
        bins = session.execute(
            select(Location.code, Location.id)
            .join(CountBin, CountBin.location_id == Location.id)
            .where(CountBin.stocktake_id == made)
            .order_by(Location.walk_key)
        ).all()
        there = {row.code: on_shelf(session.connection(), row.id) for row in bins}
        codes = dict(session.execute(select(Sku.id, Sku.seller_code)).all())
    for place, row in enumerate([row for row in bins if there[row.code]][:10]):
        opened = do(warehouse, scan, made, None, [row.code], new_action(), actor=actor)
        pieces = 0
        for sku_id, shelf in there[row.code].items():
            many = max(0, shelf.expected + _OFF.get(place, 0))
            if many:
                do(warehouse, scan, made, opened.bin_id, [codes[sku_id]], new_action(), many, sure=True, actor=actor)
            pieces += many
        if place == 2:
            do(warehouse, scan, made, opened.bin_id, ["6935117820431"], new_action(), actor=actor)
            kept = keep_file(Path(warehouse.folder) / "photos", _piece(), "count", warehouse.clock())
            do(warehouse, keep_picture, opened.bin_id, "6935117820431", kept, new_action(), actor=actor)
        do(warehouse, finish, opened.bin_id, empty=not pieces, actor=actor)
    with warehouse.reading() as session:
        first = variances(session, made)[-1]
    do(warehouse, approve, made, [first.id], "mispick", "", new_action(), actor=actor)
    return made


def _piece() -> bytes:
    """A picture of a piece nobody knows, drawn."""
    image = QImage(900, 700, QImage.Format.Format_RGB32)
    image.fill(QColor("#d9d2c5"))
    painter = QPainter(image)
    painter.fillRect(250, 150, 400, 420, QColor("#7a5c43"))
    painter.fillRect(380, 420, 180, 80, QColor("#ffffff"))
    painter.end()
    return jpeg(image)


def _count(program: App) -> None:
    made = _play(program.warehouse)
    page_of(program, "count")
    with program.warehouse.reading() as session:
        rows = session.execute(
            select(Location.code, Location.id)
            .join(CountBin, CountBin.location_id == Location.id)
            .where(CountBin.stocktake_id == made, CountBin.state != "done")
            .order_by(Location.walk_key)
        ).all()
        shelves = {row.code: on_shelf(session.connection(), row.id) for row in rows}
        codes = dict(session.execute(select(Sku.id, Sku.seller_code)).all())
    bin_code, here = next((code, shelf) for code, shelf in shelves.items() if shelf)
    own = codes[next(iter(here))]
    other = next(code for sku_id, code in codes.items() if sku_id not in here and "-" in code)
    for code in (bin_code, own, own, own, other, own):
        program.window.take_scan(Scan(code, (), 0.0, "typed"))
        for _ in range(3):
            QApplication.processEvents()


def _stocktakes(program: App) -> None:
    _play(program.warehouse)
    page_of(program, "stocktakes").refresh()


def _map(program: App) -> None:
    _stocktakes(program)
    page = page_of(program, "stocktakes")
    assert isinstance(page, StocktakesPage)
    page.show_map(True)
    while program.desk.jobs.running or not page.map.plan.order:
        QApplication.processEvents()


def _give(program: App) -> None:
    """Bins selected, and the question who counts them."""
    _stocktakes(program)
    page = page_of(program, "stocktakes")
    assert isinstance(page, StocktakesPage)
    page.bins.table.view.selectAll()
    page.give_bins()


def _plan(program: App) -> None:
    page = page_of(program, "stocktakes")
    assert isinstance(page, StocktakesPage)
    page.plan()


def _file(program: App) -> None:
    """A collector's file with a bin nobody knows and a quantity that is a bar code."""
    made = _play(program.warehouse)
    page = page_of(program, "stocktakes")
    with program.warehouse.reading() as session:
        wanted = select(Location.code).join(CountBin, CountBin.location_id == Location.id)
        bins = session.scalars(wanted.where(CountBin.stocktake_id == made, CountBin.state == "todo").limit(3)).all()
        codes = session.scalars(select(Sku.seller_code).limit(4)).all()
    rows = [f"{place},{code},{n + 3}" for place in bins for n, code in enumerate(codes)]
    file = Path(program.warehouse.folder) / "counts-1130.txt"
    text = "\n".join([*rows, f"{bins[0]},6935117820431,2", f"Z99-1,{codes[0]},1", f"{bins[0]},{codes[1]},6935117820431"])
    file.write_text(text, encoding="utf-8")
    CollectorForm(program.desk, page, made, read_file(file, frozenset(bins))).open()


def _differences(program: App) -> None:
    _play(program.warehouse)
    page_of(program, "differences").refresh()


def _approve(program: App) -> None:
    _differences(program)
    page = page_of(program, "differences")
    assert isinstance(page, DifferencesPage)
    page.approve()


def _again(program: App) -> None:
    made = _play(program.warehouse)
    page_of(program, "count")
    with program.warehouse.reading() as session:
        wanted = select(Location.code).join(CountBin, CountBin.location_id == Location.id)
        done = session.scalars(wanted.where(CountBin.stocktake_id == made, CountBin.state == "done")).first()
    program.window.take_scan(Scan(str(done), (), 0.0, "typed"))
    for _ in range(3):
        QApplication.processEvents()


def _results(program: App) -> None:
    made = _play(program.warehouse)
    do(program.warehouse, _earlier, made)
    page_of(program, "results").refresh()


def _strange(program: App) -> None:
    """A code nobody knows at the shelf: its picture is offered."""
    _count(program)
    program.window.take_scan(Scan("6935117820431", (), 0.0, "typed"))
    for _ in range(3):
        QApplication.processEvents()


def _strangers(program: App) -> None:
    _differences(program)
    page = page_of(program, "differences")
    assert isinstance(page, DifferencesPage)
    page.show_strangers()


def _name(program: App) -> None:
    _strangers(program)
    page = page_of(program, "differences")
    assert isinstance(page, DifferencesPage)
    page.strangers.ask_name()


def _earlier(tx: Tx, made: int) -> None:
    """Three month-ends before this one, the same bins counted, each a little worse; written once."""
    if tx.session.scalars(select(Stocktake.id).where(Stocktake.state == "closed")).first() is not None:
        return
    counted = tx.session.scalars(select(CountResult).where(CountResult.stocktake_id == made)).all()
    for months, words in enumerate(("十月", "九月", "八月"), 1):
        days = {"opens": date(2026, 11 - months, 28), "closes": date(2026, 11 - months, 30)}
        head = Stocktake(
            kind="monthly", number=f"PD-{11 - months:02d}", title=words, blind=True, scope={}, state="closed", **days
        )
        tx.session.add(head)
        tx.session.flush()
        for n, row in enumerate(counted):
            copied = {name: getattr(row, name) for name in _COPIED}
            off = (n % 9 - 4) if n % 9 < months + 2 else 0
            told = {"difference": off, "counted": max(0, row.book - row.away + off)}
            tx.session.add(CountResult(**copied, **told, stocktake_id=head.id, state="agreed"))


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "counting": ("counting", _count),
    "counting-stocktakes": ("counting", _stocktakes),
    "counting-map": ("counting", _map),
    "counting-give": ("counting", _give),
    "counting-plan": ("counting", _plan),
    "counting-approve": ("counting", _approve),
    "counting-again": ("counting", _again),
    "counting-results": ("counting", _results),
    "counting-file": ("counting", _file),
    "counting-differences": ("counting", _differences),
    "counting-strange": ("counting", _strange),
    "counting-strangers": ("counting", _strangers),
    "counting-name": ("counting", _name),
}
