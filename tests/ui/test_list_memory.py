"""Columns stay as wide, and lists sorted, as the person of this computer left them; a damaged file costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.empty_state import EmptyState
from ui.widgets.list_memory import FILE, ListMemory
from ui.widgets.paged_model import Column
from ui.widgets.remembered import remember_split
from ui.widgets.table import Table

pytestmark = pytest.mark.usefixtures("chinese")


@dataclass(frozen=True)
class Bin:
    code: str
    on_hand: int


BINS = [Bin("A-2", 7), Bin("A-1", 9), Bin("A-3", 8)]


def fetch(offset: int, limit: int, sort: str | None, descending: bool) -> tuple[list[Bin], int]:
    found = sorted(BINS, key=lambda row: getattr(row, sort), reverse=descending) if sort else BINS
    return found[offset : offset + limit], len(found)


@contextmanager
def shown(folder: Path, qtbot: QtBot, *, sorting: bool = True) -> Iterator[Table[Bin]]:
    """The list as a program has it that is opened and closed again."""
    window = QWidget()
    qtbot.addWidget(window)
    memory = ListMemory(folder, window)
    columns = [Column[Bin]("code", "stock.on_hand", width=120), Column[Bin]("on_hand", "stock.on_hand", width=90)]
    table = Table(columns, fetch, EmptyState("shelves", "ui.search"), window)
    table.remember(memory, "bins", sorting=sorting)
    table.resize(500, 300)
    window.show()
    table.refresh()
    yield table
    memory.write()


def drag(table: Table[Bin], column: int, by: int) -> None:
    """The right edge of a column, with the mouse."""
    header = table.view.horizontalHeader()
    edge = QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) - 1, header.height() // 2)
    left, viewport = Qt.MouseButton.LeftButton, header.viewport()
    QTest.mousePress(viewport, left, pos=edge)
    QTest.mouseMove(viewport, edge + QPoint(by, 0))
    QTest.mouseRelease(viewport, left, pos=edge + QPoint(by, 0))


def click(table: Table[Bin], column: int) -> None:
    header = table.view.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def look(table: Table[Bin]) -> tuple[int, int, list[str]]:
    return table.view.columnWidth(0), table.view.columnWidth(1), [row.code for row in table.model.rows()]


def test_a_list_comes_back_as_it_was_left_and_as_it_came(tmp_path: Path, qtbot: QtBot) -> None:
    with shown(tmp_path, qtbot) as table:
        table.view.setColumnWidth(1, 77)  # by the program: nobody's choice
        drag(table, 0, 40)
        click(table, 1)
        assert look(table) == (160, 77, ["A-2", "A-3", "A-1"])
    with shown(tmp_path, qtbot) as table:
        assert look(table) == (160, 90, ["A-2", "A-3", "A-1"])
        assert table._remembered is not None
        table._remembered.put_back()
        assert look(table) == (120, 90, ["A-2", "A-1", "A-3"])
    with shown(tmp_path, qtbot) as table:
        assert look(table) == (120, 90, ["A-2", "A-1", "A-3"])


def test_a_list_whose_order_is_that_of_the_work_begins_in_it(tmp_path: Path, qtbot: QtBot) -> None:
    with shown(tmp_path, qtbot, sorting=False) as table:
        click(table, 0)
        drag(table, 0, -20)
        assert look(table) == (100, 90, ["A-1", "A-2", "A-3"])
    with shown(tmp_path, qtbot, sorting=False) as table:
        assert look(table) == (100, 90, ["A-2", "A-1", "A-3"])


@pytest.mark.parametrize(
    "text",
    [
        *("", "[1]", "null", '{"bins": 3}'),
        '{"bins": {"sort": 1, "descending": "x", "widths": {"code": 3, "gone": 90, "on_hand": "9"}}}',
        '{"bins": {"sort": "gone"}}',
    ],
)
def test_what_the_file_does_not_say_is_as_it_came(tmp_path: Path, qtbot: QtBot, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with shown(tmp_path, qtbot) as table:
        assert look(table) == (120, 90, ["A-2", "A-1", "A-3"])


def test_the_edge_between_two_parts_stays_where_it_was_put(tmp_path: Path, qtbot: QtBot) -> None:
    sizes = []
    for moved in (40, 0):
        split = QSplitter(Qt.Orientation.Horizontal)
        qtbot.addWidget(split)
        split.addWidget(QWidget(split))
        split.addWidget(QWidget(split))
        memory = ListMemory(tmp_path, split)
        split.resize(600, 100)
        split.setSizes([200, 400])
        remember_split(split, memory, "parts")
        split.show()
        handle = split.handle(1)
        if moved:
            place = handle.rect().center()
            QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=place)
            QTest.mouseMove(handle, place + QPoint(moved, 0))
            QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=place)
        memory.write()
        sizes.append(split.sizes())
    assert sizes[0] == sizes[1]
    assert sizes[0][0] == pytest.approx(200 + 40, abs=4)


def test_what_waits_for_a_pause_is_written_when_the_program_is_closed(tmp_path: Path, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    memory = ListMemory(tmp_path, owner)
    memory.settle()
    assert not (tmp_path / FILE).exists()  # nobody changed anything
    memory.keep_width("bins", "code", 140)
    memory.settle()
    assert ListMemory(tmp_path, owner).of("bins").widths == {"code": 140}
