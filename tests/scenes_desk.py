"""The packing desk as pictures, for ``tests.screens``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtWidgets import QApplication
from sqlalchemy import select, update

from tests.packing.boxes.materials import add_materials
from tests.shop import do
from ui.app import App
from ui.bursts import Scan
from ui.packing.station import PackingStation
from ui.widgets.form_dialog import FormDialog
from warehouse_app.catalog.editing.at_packing import set_at_packing
from warehouse_app.catalog.tables import KitComponent, Sku
from warehouse_app.packing import commands as packing
from warehouse_app.packing.aside.commands import set_aside
from warehouse_app.packing.aside.rules import Reason
from warehouse_app.packing.mistakes.commands import record_mispack
from warehouse_app.packing.mistakes.queries import goods_of_parcel
from warehouse_app.packing.mistakes.rules import Told
from warehouse_app.packing.queries import parcel_view
from warehouse_app.people.tables import Person
from warehouse_app.picking.queries import parcels_page
from warehouse_app.store.warehouse import Actor, new_action


def scan(program: App, code: str) -> None:
    program.window.take_scan(Scan(code, (), 0.0, "typed"))
    QApplication.processEvents()


def _open_parcel(program: App) -> None:
    """The parcel with the most lines, its note read, one item right and then a wrong one."""
    with program.warehouse.reading() as session:
        rows = parcels_page(session, state="open").rows
    parcel = max(rows, key=lambda row: sum(line.needed for line in row.lines))
    scan(program, parcel.waybill)
    scan(program, "PD-CONFIRM")
    scan(program, parcel.lines[0].seller_code)


def _wrong_item(program: App) -> None:
    with program.warehouse.reading() as session:
        rows = parcels_page(session, state="packed").rows
    scan(program, rows[0].lines[0].seller_code)


def asking(program: App, *, what: str) -> None:
    """A parcel in which something is keyed, asked for, or looked alike; its goods are made to ask for it before."""
    scan(program, "PD-UNDO")
    scan(program, "PD-LEAVE")
    with program.warehouse.reading() as session:
        in_sets = {each for row in session.execute(select(KitComponent.kit_id, KitComponent.part_id)) for each in row}
        views = [parcel_view(session.connection(), row.id) for row in parcels_page(session, state="open").rows]
        plain = [view for view in views if view.lines[-1].sku_id not in in_sets]
        view = max(plain, key=lambda one: sum(line.needed - line.scanned for line in one.lines))
        line = view.lines[-1]
        product = session.scalars(select(Sku.product_id).where(Sku.id == line.sku_id)).one()
        alike = session.scalars(
            select(Sku.seller_code).where(Sku.product_id == product, Sku.id.not_in([each.sku_id for each in view.lines]))
        ).first()
        others = session.scalars(select(Sku.seller_code).where(Sku.product_id != product, Sku.id.not_in(in_sets)).limit(2)).all()
    parts = {others[0]: 1, others[1]: 2} if what == "part" else {}
    look = "看拉链顺不顺，领口有没有线头" if what == "look" else ""
    do(program.warehouse, set_at_packing, line.sku_id, what == "serial", look, None, parts, actor=program.desk.actor)
    scan(program, view.waybill)
    scan(program, "PD-CONFIRM")
    codes = {"keyed": "PD-QTY-12", "alike": alike or line.seller_code, "part": others[0]}
    scan(program, codes.get(what, line.seller_code))


def _note(program: App) -> None:
    scan(program, "PD-LEAVE")
    with program.warehouse.reading() as session:
        for parcel in parcels_page(session, state="open").rows:
            scan(program, parcel.waybill)
            answer = program.window.workplace.current
            if answer is not None and answer.findChild(type(answer), "") is None and _has_note(session, parcel.id):
                return


def _has_note(session: object, parcel_id: int) -> bool:
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from warehouse_app.picking.tables import Parcel

    assert isinstance(session, Session)
    return session.scalar(select(Parcel.noted).where(Parcel.id == parcel_id)) is False


def _begin_by_item(program: App) -> None:
    """A parcel begun by its item: it is complete, and the screen says which label it gets."""
    scan(program, "PD-LEAVE")
    with program.warehouse.reading() as session:
        waiting = [row for row in parcels_page(session, state="open").rows if sum(line.needed for line in row.lines) == 1]
    for parcel in waiting:
        scan(program, parcel.lines[0].seller_code)
        station = program.window.workplace.current
        assert isinstance(station, PackingStation)
        if station.panel.middle.currentWidget() is station.panel.done:
            return
        scan(program, "PD-LEAVE")


def _not_needed(program: App) -> None:
    """Nothing is open, and no parcel wants the item."""
    scan(program, "PD-LEAVE")
    scan(program, "PD-LEAVE")
    with program.warehouse.reading() as session:
        packed = {line.seller_code for row in parcels_page(session, state="packed").rows for line in row.lines}
        wanted = {line.seller_code for row in parcels_page(session, state="open").rows for line in row.lines}
    scan(program, min(packed - wanted))


def box(program: App) -> None:
    """A parcel whose goods are in, and the box to take."""
    add_materials(program.warehouse)
    paper = update(Sku).where(Sku.seller_code == "PAPER").values(length_mm=150, width_mm=100, height_mm=100)
    do(program.warehouse, lambda tx: tx.connection.execute(paper))  # one piece fills a litre and a half
    program.desk.changed.emit(frozenset({"settings"}))
    scan(program, "PD-LEAVE")
    with program.warehouse.reading() as session:
        parcel = min(parcels_page(session, state="open").rows, key=lambda row: sum(line.needed for line in row.lines))
    scan(program, parcel.waybill)
    while program.jobs.running:
        QApplication.processEvents()
    scan(program, "PD-CONFIRM")
    for line in parcel.lines:
        for _ in range(line.needed - line.scanned):
            scan(program, line.seller_code)


def _asides(program: App) -> None:
    """Two parcels set aside, one with the shop's own words; the list of them."""
    with program.warehouse.reading() as session:
        rows = [row for row in parcels_page(session, state="open").rows if not row.blocked]
    scan(program, "PD-LEAVE")
    for row, reason in zip(rows[-2:], (Reason("missing"), Reason("question", "贺卡写什么")), strict=True):
        do(program.warehouse, packing.scan, None, (row.waybill,), new_action())
        do(program.warehouse, set_aside, row.id, reason, new_action())
    station(program).do("asides")


def _skip(program: App) -> None:
    """The question why."""
    _open_parcel(program)
    station(program).do("skip")


def _force(program: App) -> None:
    """The same parcel sent short by a clerk."""
    close_form(program)
    owner = program.desk.actor
    program.desk.sit_down(Actor(owner.id, owner.name, "clerk"))
    station(program).do("force")


def _mistakes(program: App) -> None:
    """Two mistakes, and the list of them."""
    close_form(program)
    with program.warehouse.reading() as session:
        rows = parcels_page(session, state="packed").rows[:2]
        goods = goods_of_parcel(session, rows[0].id)
        owner = session.scalars(select(Person).where(Person.name == "林掌柜")).one()
        packer = owner.id
    program.desk.sit_down(Actor(packer, "林掌柜", "owner"))
    wrong = Told("wrong_item", "look_alike", goods[0].sku_id, 1, packer, None, Decimal("12.50"), "买家要黑色，收到藏青")
    do(program.warehouse, record_mispack, rows[0].id, wrong, new_action())
    do(program.warehouse, record_mispack, rows[1].id, Told("damaged", "bad_packing", packer_id=packer), new_action())
    station(program).do("mistakes")


def _mistake(program: App) -> None:
    """The form of one."""
    station(program).do("mistakes")
    with program.warehouse.reading() as session:
        waybill = parcels_page(session, state="packed").rows[0].waybill
    scan(program, waybill)


def close_form(program: App) -> None:
    for form in program.window.findChildren(FormDialog):
        form.reject()


def station(program: App) -> PackingStation:
    """The packing station."""
    shown = program.window.workplace.current
    assert isinstance(shown, PackingStation)
    return shown


SCENES: dict[str, Callable[[App], None]] = {
    "packing": _open_parcel,
    "packing-wrong": _wrong_item,
    "packing-note": _note,
    "packing-asides": _asides,
    "packing-skip": _skip,
    "packing-force": _force,
    "packing-mistakes": _mistakes,
    "packing-mistake": _mistake,
    "packing-item": _begin_by_item,
    "packing-idle": _not_needed,
}
