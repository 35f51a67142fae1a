"""Practice in the window: a whole course scanned key by key, what is real stays as it was, and every way out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from tests import shop
from tests.paper.reading import codes_on
from tests.shop import barcode, order
from tests.ui.program import Scanner, actor, packing, program, take_on, view
from ui.app import App
from ui.practice.room import PracticeRoom
from ui.widgets.barcode import BarcodeView
from warehouse_app.people.commands import NewPerson, add_person
from warehouse_app.people.rules import Role
from warehouse_app.practice.course import HANDED, Trap
from warehouse_app.practice.documents import choice_code
from warehouse_app.store.base import Base
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the practice shop is made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def desk(
    local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot, temporary: Path
) -> Iterator[tuple[App, Scanner, NewPerson]]:
    """A real desk in the middle of a parcel: one of its two pieces is in."""
    shop.open_shop(local_warehouse, {"SKU1": 9}, order("1", {"SKU1": 2}))
    shop.release_and_wave(local_warehouse)
    owner = take_on(local_warehouse)
    clerk = shop.do(local_warehouse, add_person, "小周", "1357", Role.CLERK, actor=actor(owner))
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(clerk))
        scanner = Scanner(running, qtbot)
        scanner.scan(shop.parcel_of(local_warehouse, "1").waybill, barcode(1))
        yield running, scanner, clerk


def enter(running: App, qtbot: QtBot) -> PracticeRoom:
    packing(running).side.practise.click()
    qtbot.waitUntil(lambda: running.window.practice.room is not None)
    room = running.window.practice.room
    assert room is not None
    assert running.window.minimumSizeHint().height() <= 700  # a small screen holds it
    return room


def rows(warehouse: Warehouse) -> dict[str, int]:
    with warehouse.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.tables.values()
        }


def read_from_screen(bars: BarcodeView, folder: Path) -> list[str]:
    """What a scanner reads off the screen."""
    picture = folder / "screen.png"
    bars.grab().save(str(picture))
    with Image.open(picture) as opened:
        found = codes_on(opened.convert("L"))
    picture.unlink()
    return found


def do_what_is_asked(room: PracticeRoom, scanner: Scanner) -> None:
    """The right move, by the scanner alone."""
    ask = room.course.ask
    if ask.kind == "question":
        scanner.scan(choice_code(HANDED[ask.trap]))
    elif ask.kind in ("damaged", "missing", "stopped", "finish"):
        scanner.scan({"damaged": "PD-UNDO", "missing": "PD-LEAVE"}.get(ask.kind, "PD-CONFIRM"))
    elif ask.trap is Trap.NOTE:
        scanner.scan("PD-CONFIRM")
    else:
        assert room.task.bars.isVisible(), (ask, room.course, room.band.code)
        scanner.scan(room.task.bars.text)


def test_a_whole_course(desk: tuple[App, Scanner, NewPerson], qtbot: QtBot, local_warehouse: Warehouse, temporary: Path) -> None:
    running, scanner, _ = desk
    before, parcel = rows(local_warehouse), shop.parcel_of(local_warehouse, "1")
    room = enter(running, qtbot)
    assert room.desk.warehouse is not local_warehouse
    assert room.desk.warehouse.engine.dialect.name == "sqlite"
    assert list(temporary.iterdir()) == [room.desk.folder.root]
    scanner.scan(barcode(1))  # real goods mean nothing here
    assert room.band.code == "packing.verdict_unknown"
    assert read_from_screen(room.task.bars, temporary) == ["PRAC01"]
    met = set()
    for _ in range(200):
        if room.is_over:
            break
        met.add(room.course.ask.trap)
        do_what_is_asked(room, scanner)
    assert met == set(Trap)
    score = room.course.score()
    assert (score.points, score.slips, score.caught) == (98, 1, score.traps)
    assert score.to_practise == ("label",)
    scanner.scan(parcel.waybill)  # somebody who thinks that this is the real desk
    assert room.band.code == "practice.over"
    assert rows(local_warehouse) == before | {"practice_score": 1}  # that alone is kept
    assert not room.score.last.isVisible()  # it was the first time
    room.score.back.click()
    assert running.window.practice.room is None
    assert list(temporary.iterdir()) == []
    scanner.scan(room_label := "PRAC01")
    assert running.window.workplace.band.code == "packing.verdict_unknown", room_label
    scanner.scan(barcode(1))  # the parcel that was open goes on
    assert view(local_warehouse, parcel.id).state == "packed"


def test_slips_are_scored_and_the_codes_printed(desk: tuple[App, Scanner, NewPerson], qtbot: QtBot) -> None:
    running, scanner, _ = desk
    room = enter(running, qtbot)
    room.stripe.sheet.click()
    assert room.paper.words.code == "practice.sheet_written"
    assert (running.desk.folder.documents / "practice-codes.pdf").stat().st_size > 0
    while room.course.ask.trap is not Trap.WRONG:
        do_what_is_asked(room, scanner)
    scanner.scan(room.task.bars.text)
    assert room.course.ask.kind == "question"
    scanner.scan(room.shop.goods["PRAC-SCARF-C"].barcode)
    assert room.band.code == "practice.answer_first"
    room.task.choices[HANDED[Trap.NEIGHBOUR]].click()
    assert (room.band.code, room.band.detail_code) == ("practice.wrong_choice", "practice.answer_aside")
    room.stripe.end.click()
    assert room.score.tips[0].words.code == "practice.tip_wrong"
    assert room.course.score().to_practise == ("wrong",)


@pytest.mark.parametrize("way", ["command", "badge", "close"])
def test_every_way_out(way: str, desk: tuple[App, Scanner, NewPerson], qtbot: QtBot, temporary: Path) -> None:
    running, scanner, clerk = desk
    room = enter(running, qtbot)
    scanner.scan("PRAC01")
    if way == "close":
        running.window.close()
    else:
        scanner.scan("PD-LOGOUT" if way == "command" else clerk.badge)
    assert running.window.practice.room is None
    assert list(temporary.iterdir()) == []
    assert running.desk.logged_in == (way in ("badge", "close"))
    at_work = running.window.pages.currentWidget() is running.window.workplace
    assert at_work == running.desk.logged_in
    assert room.desk.logged_in is False


def test_codes_go_where_they_were_scanned(desk: tuple[App, Scanner, NewPerson], qtbot: QtBot, local_warehouse: Warehouse) -> None:
    running, scanner, _ = desk
    room = enter(running, qtbot)
    running.scans.pause()
    scanner.send("PRAC01")
    room.stripe.end.click()
    assert running.window.practice.room is room  # a code of the practice waits
    running.scans.resume()
    qtbot.waitUntil(lambda: running.window.practice.room is None)
    assert scanner.heard[-1] == "PRAC01"
    assert running.window.workplace.band.code == "packing.verdict_right"
