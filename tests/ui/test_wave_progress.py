"""How far waves are on the picking screen, and labels that did not come out printed again without the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import DAY, do, ids_of, open_shop, order, pack
from tests.ui.desks import Told, open_desk, settle
from ui import language, theme
from ui.desk import Desk
from ui.picking.progress_bar import WaveBar
from ui.picking.station import PickingStation
from ui.print_queue import PrintQueue
from warehouse_app.dispatch.papers import finish_print
from warehouse_app.dispatch.printing.queries import queue
from warehouse_app.dispatch.printing.rules import JobState
from warehouse_app.dispatch.queries import wave_papers
from warehouse_app.orders.commands import hold
from warehouse_app.orders.release import release
from warehouse_app.picking.progress import Progress
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    local_warehouse.clock = lambda: DAY + timedelta(hours=2)
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def station(desk: Desk, qtbot: QtBot) -> PickingStation:
    """A wave of four with its papers, the first parcel packed."""
    open_shop(desk.warehouse, {"SKU1": 30}, *(order(f"100{n}", {"SKU1": 1}) for n in range(1, 5)), waybills=60)
    do(desk.warehouse, release)
    made = PickingStation(desk)
    qtbot.addWidget(made)
    made.resize(1190, 640)
    made.show()
    made.enter()
    made.card.all_button.click()
    settle(qtbot, desk)
    return made


def wave_id(station: PickingStation) -> int:
    assert station.view.wave is not None
    return station.view.wave.id


def test_list_head_and_day_say_how_far_it_is(station: PickingStation) -> None:
    pack(station.desk.warehouse, "1001")
    station.desk.command(hold, ids_of(station.desk.warehouse, "1002"), "等买家")
    model = station.waves.model
    assert model.data(model.index(0, 2)) == "1 / 4"
    assert model.columns[2].tone is not None
    assert [model.columns[2].tone(wave) for wave in model.rows()] == ["blocked"]
    assert station.view.bar.progress == station.today.bar.progress == Progress(packed=1, blocked=1, waiting=2)
    assert station.view.bar_words.code == "underway.of_wave_stopped"
    assert station.today.stopped.words.code == "underway.today_stopped"
    assert station.today.isVisible()


def test_a_day_without_waves_shows_no_bar(station: PickingStation) -> None:
    station.desk.warehouse.clock = lambda: DAY + timedelta(days=2)
    station.refresh()
    assert not station.today.isVisible()


def test_the_bar_has_a_colour_for_each_part_and_fills_its_width(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    bar = WaveBar()
    qtbot.addWidget(bar)
    bar.resize(100, 8)
    bar.show_progress(Progress(packed=1, picked=1, blocked=1, waiting=1))
    picture = bar.grab().toImage()
    scale = picture.width() / 100
    seen = [picture.pixelColor(int(x * scale), picture.height() // 2).name() for x in (12, 37, 62, 99)]
    tokens = ("right.text", "information.text", "blocked.text", "line")
    assert seen == [QColor(theme.current().colour(token)).name() for token in tokens]
    assert bar.accessibleDescription() == language.tr("underway.bar", packed=1, picked=1, blocked=1, waiting=1)


def test_labels_that_failed_are_printed_again_by_one_key_and_no_others(station: PickingStation, qtbot: QtBot) -> None:
    assert not station.view.needed.isVisible()
    with station.desk.warehouse.reading() as session:
        labels = wave_papers(session, wave_id(station))["label"]
    station.desk.command(finish_print, labels.jobs[1:3], "failed", "jam")
    assert station.view.needed.isVisible()
    assert station.view.needed.words.text() == language.tr("underway.labels_needed", n=2)
    told = Told(station.desk)
    qtbot.keyClick(station, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: bool(told.codes))
    settle(qtbot, station.desk)
    assert told.codes == ["underway.labels_made"]
    with pypdfium2.PdfDocument(str(told.messages[0].fields["file"])) as document:
        assert len(document) == 2
    assert not station.view.needed.isVisible()


def test_labels_for_a_printer_that_is_gone_wait_for_it_and_it_is_told(station: PickingStation, qtbot: QtBot) -> None:
    with station.desk.warehouse.reading() as session:
        labels = wave_papers(session, wave_id(station))["label"]
    station.desk.command(finish_print, labels.jobs[:1], "failed", "jam")
    station.desk.command(settings.put, "label_printer", "Zebra gone home")
    told = Told(station.desk)
    PrintQueue.of(station.desk).start()
    station.view.needed.button.click()
    qtbot.waitUntil(lambda: told.codes == ["dispatch.printer_missing"], timeout=20_000)
    settle(qtbot, station.desk)
    assert not station.view.needed.isVisible()  # it comes by itself once the printer is there
    with station.desk.warehouse.reading() as session:
        assert [(row.printer, row.state) for row in queue(session)] == [("Zebra gone home", JobState.WAITING)]
