"""The page that tries scanners, by real key events: what came and how, what it is here, and what to set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests import shop
from tests.shop import barcode
from tests.ui.program import actor, program, take_on
from tests.ui.wedge import Wedge, focus
from ui.people.scanner_page import ScannerPage
from ui.people.station import PeopleStation
from warehouse_app.practice.documents import TEST_JD
from warehouse_app.practice.scanner_rules import LONGEST
from warehouse_app.store.warehouse import Warehouse

FULL_WIDTH = "\uff36\uff17\uff15\uff10\uff10\uff11"


@pytest.fixture
def trying(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> Iterator[tuple[ScannerPage, Wedge]]:
    """The page, open; SKU1 is known here."""
    shop.add_products(local_warehouse, 1)
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "people") as running:
        running.desk.sit_down(actor(owner))
        station = running.window.workplace.current
        assert isinstance(station, PeopleStation)
        station.tabs.setCurrentWidget(station.scanner)
        focus(qtbot, station)
        yield station.scanner, Wedge(running.scans, qtbot)


def test_readings(trying: tuple[ScannerPage, Wedge], qtbot: QtBot) -> None:
    page, wedge = trying

    def codes(name: str) -> str:
        return page.facts[name].code.removeprefix("scanner.")

    def wait(count: int) -> None:
        qtbot.waitUntil(lambda: len(page.rows) == count)
        wedge.wait(5_000)

    wedge.type(f"{barcode(1)}\r")
    wait(1)
    assert (page.verdict.tone, page.verdict.words.code) == ("right", "scanner.fine")
    assert (codes("suffix"), codes("means"), codes("keyboard")) == ("suffix_enter", "means_barcode", "keyboard_plain")
    assert page.rows[0].reading.per_character == pytest.approx(0.010)
    assert page.rows[0].reading.total == pytest.approx(0.120)
    wedge.type("sku1", capslock=True)
    wedge.type("\t")
    wait(2)
    assert (codes("suffix"), codes("keyboard")) == ("suffix_tab", "keyboard_capslock")
    assert [line.words.code for line in page.advice if line.isVisible()] == ["scanner.capslock", "scanner.suffix_changes"]
    wedge.commit(FULL_WIDTH)
    wait(3)
    assert (codes("suffix"), codes("keyboard")) == ("suffix_silence", "keyboard_input_method")
    assert page.code.text() == FULL_WIDTH
    assert page.verdict.words.code == "scanner.not_fine"
    wedge.type(f"{TEST_JD}\r")
    wait(4)
    assert [found.name for found in page.rows[-1].findings] == ["suffix_changes", "jd_parcel"]
    wedge.type("]C10106901234567892\x1d10A7\r")
    wait(5)
    assert "<GS>" in page.code.text()
    assert "(10) A7" in page.facts["kind"].text()
    wedge.type("slow scanner\r", gap=120)
    wait(6)
    assert page.rows[-1].findings[0].name == "too_slow"
    page.copy.click()
    copied = QGuiApplication.clipboard().text().split("\n")
    assert len(copied) == 7
    assert copied[1].split("\t")[1] == barcode(1)
    page.clear.click()
    assert page.table.model.total == 0
    assert not page.last.isVisible()


def test_twice_pasted_and_much_too_long(trying: tuple[ScannerPage, Wedge], qtbot: QtBot) -> None:
    page, wedge = trying
    wedge.type(f"{barcode(1)}\r{barcode(1)}\r")
    qtbot.waitUntil(lambda: len(page.rows) == 2)
    assert page.rows[1].findings[0].name == "twice"
    wedge.filter.paste(f"A1\n{'X' * (LONGEST + 1)}")
    qtbot.waitUntil(lambda: len(page.rows) == 4)
    assert [row.verdict for row in page.rows[2:]] == ["scanner.paste", "scanner.not_fine"]
    assert len(page.code.text()) < LONGEST


def test_the_test_sheet_and_other_tabs(trying: tuple[ScannerPage, Wedge]) -> None:
    page, wedge = trying
    page.sheet.click()
    assert page.paper.words.code == "scanner.sheet_written"
    assert (page.desk.folder.documents / "scanner-test.pdf").stat().st_size > 0
    station = page.window().findChild(PeopleStation)
    assert station is not None
    station.tabs.setCurrentIndex(0)
    wedge.type(f"{barcode(1)}\r")
    wedge.wait_for([barcode(1)])
    assert page.rows == []
