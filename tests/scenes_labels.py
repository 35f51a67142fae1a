"""Pictures of label designs: a shipped one, one of the shop's own with a field chosen, the test card's form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QApplication

from tests.shop import COURIER, do
from ui.app import App
from ui.couriers.label_samples import sample_label
from ui.couriers.labels_page import LabelsPage
from ui.couriers.station import CouriersStation
from ui.couriers.troubles import TroublesForm
from warehouse_app.dispatch.designs.commands import add_design, use_design
from warehouse_app.dispatch.designs.documents import label_troubles
from warehouse_app.dispatch.designs.queries import designs
from warehouse_app.dispatch.designs.shipped import shipped_designs


def _page(program: App) -> LabelsPage:
    station = program.window.workplace.current
    assert isinstance(station, CouriersStation)
    page = station.show_page("labels")
    assert isinstance(page, LabelsPage)
    page.refresh()
    return page


def _shipped(program: App) -> None:
    """The list, and what the program brings along."""
    page = _page(program)
    page.sample.choose("usual")


def _own(program: App) -> None:
    """A design of the shop's own, the address chosen, a change not yet saved, a label that carries everything."""
    with program.warehouse.reading() as session:
        there = [row.id for row in designs(session) if row.id is not None]
    if not there:
        own = do(program.warehouse, add_design, replace(shipped_designs()["100x150"], name="中通大件"))
        do(program.warehouse, use_design, COURIER, own)
    page = _page(program)
    page.show_row(next(row for row in page.list.rows if row.id is not None))
    page.sample.choose("full")
    place = next(place for place, field in enumerate(page.draft.design.fields) if field.kind == "address")
    page.canvas.choose(place)
    field = page.draft.design.fields[place]
    page.canvas.placed.emit(place, (field.x, field.y + 0.5, field.w, field.h - 0.5), "move")
    page.canvas.choose(place)
    QApplication.processEvents()


def _card(program: App) -> None:
    """What is measured on the test card."""
    _page(program).card.click()


def _troubles(program: App) -> None:
    """What is said before labels are printed that cannot show everything."""
    page = _page(program)
    labels = [sample_label("rare"), replace(sample_label("full"), address=sample_label("full").address * 9)]
    TroublesForm(page, label_troubles(labels, shipped_designs()["76x130"])).open()


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "labels": ("couriers", _shipped),
    "labels-own": ("couriers", _own),
    "labels-card": ("couriers", _card),
    "labels-troubles": ("couriers", _troubles),
}
