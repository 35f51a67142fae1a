"""Pictures at the desk with a camera of ours at the edge: by itself, by key, from a file, gone; and the page of records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests import shop
from tests.shop import barcode, do, order
from tests.ui.program import Scanner, actor, packing, program, take_on
from ui import printing
from ui.app import App
from ui.orders.forms import ReasonForm
from ui.packing.evidence.card import CameraCard, PhotoCard
from ui.packing.evidence.hand import LONGEST_SIDE, EvidenceHand, jpeg
from ui.packing.evidence.records_page import RecordsPage
from warehouse_app.packing.evidence.queries import photos_of
from warehouse_app.people.settings import change_settings
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Warehouse


class FakeCamera:
    """Stands where the camera stands: ready or gone, answers when it is asked."""

    def __init__(self, hand: EvidenceHand) -> None:
        self.there, self.wanted, self.asked, self._hand = True, True, 0, hand

    def take(self) -> None:
        self.asked += 1
        if self.there:
            image = QImage(2_000, 1_500, QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.darkGreen)
            self._hand._taken(image)
        else:
            self._hand._missed()

    def use(self, _name: str) -> None: ...

    def stop(self) -> None: ...


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication, qtbot: QtBot) -> Iterator[tuple[App, Scanner, FakeCamera]]:
    """A shop in which every parcel needs a picture: orders 1 and 2, one piece each."""
    shop.open_shop(local_warehouse, {"SKU1": 9, "SKU2": 9}, order("1", {"SKU1": 1}), order("2", {"SKU2": 1}))
    shop.release_and_wave(local_warehouse)
    do(local_warehouse, change_settings, {"photo_policy": "must"})
    owner = take_on(local_warehouse)
    with program(local_warehouse, qapp, "packing") as running:
        running.desk.sit_down(actor(owner))
        hand = next(hand for hand in packing(running).hands if isinstance(hand, EvidenceHand))
        hand.camera = camera = FakeCamera(hand)  # type: ignore[assignment]  # a fake at the edge
        yield running, Scanner(running, qtbot), camera


def band(running: App) -> str:
    return running.window.workplace.band.code.removeprefix("packing.verdict_")


def pictures(warehouse: Warehouse, number: str) -> int:
    with warehouse.reading() as session:
        return len(photos_of(session, shop.parcel_of(warehouse, number).id))


def fill(running: App, scanner: Scanner, warehouse: Warehouse, number: str) -> None:
    scanner.scan(shop.parcel_of(warehouse, number).waybill)
    scanner.scan(barcode(int(number)))


def test_by_itself_at_the_end_and_by_key_after_it(
    desk: tuple[App, Scanner, FakeCamera], local_warehouse: Warehouse, qtbot: QtBot
) -> None:
    running, scanner, camera = desk
    fill(running, scanner, local_warehouse, "1")
    qtbot.waitUntil(lambda: band(running) == "complete")
    assert (camera.asked, pictures(local_warehouse, "1")) == (1, 1)
    scanner.scan("PD-PICTURE")
    qtbot.waitUntil(lambda: pictures(local_warehouse, "1") == 2)
    fill(running, scanner, local_warehouse, "2")
    qtbot.waitUntil(lambda: pictures(local_warehouse, "2") == 1)


def test_the_camera_is_gone(
    desk: tuple[App, Scanner, FakeCamera],
    local_warehouse: Warehouse,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    running, scanner, camera = desk
    camera.there = False
    fill(running, scanner, local_warehouse, "1")
    hand = next(hand for hand in packing(running).hands if isinstance(hand, EvidenceHand))
    assert (band(running), hand.sheet.words.code, camera.asked) == ("photo_first", "evidence.camera_gone", 0)
    scanner.scan(shop.parcel_of(local_warehouse, "2").waybill)
    assert band(running) == "photo_first"  # the parcel is not forgotten
    file = tmp_path / "phone.png"
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    image.save(str(file))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    hand.sheet.choose.click()
    qtbot.waitUntil(lambda: band(running) == "complete")
    fill(running, scanner, local_warehouse, "2")
    hand.sheet.skip.click()
    form = running.window.findChild(ReasonForm)
    form.reason.setText("lens broken")
    form.accept()
    assert band(running) == "complete"
    assert pictures(local_warehouse, "2") == 0


def test_a_full_disk_keeps_the_parcel_waiting(
    desk: tuple[App, Scanner, FakeCamera], local_warehouse: Warehouse, qtbot: QtBot
) -> None:
    running, scanner, _ = desk
    photos = running.desk.folder.photos
    photos.rename(photos.with_name("gone"))
    photos.write_text("a file where the folder was")
    fill(running, scanner, local_warehouse, "1")
    qtbot.waitUntil(lambda: "paper.cannot_write" in [told.code for told in running.desk.messages.log])
    assert band(running) == "photo_first"
    photos.unlink()
    photos.with_name("gone").rename(photos)
    scanner.scan("PD-PICTURE")
    qtbot.waitUntil(lambda: band(running) == "complete")


def test_records(
    desk: tuple[App, Scanner, FakeCamera], local_warehouse: Warehouse, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, scanner, _ = desk
    fill(running, scanner, local_warehouse, "1")
    qtbot.waitUntil(lambda: band(running) == "complete")
    opened: list[Path] = []
    monkeypatch.setattr(printing, "open_file", opened.append)
    scanner.scan("PD-RECORDS")
    page = running.window.findChild(RecordsPage)
    assert page.isVisible()
    assert page.table.model.total == 1
    page.find_records("nothing")
    assert (page.table.model.total, page.table.empty.title.code) == (0, "evidence.none_found")
    waybill = shop.parcel_of(local_warehouse, "1").waybill
    scanner.scan(waybill)
    assert page.pictures[0].isVisible()
    page.paper.click()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].name == f"record-{waybill}.pdf"
    scanner.scan("PD-CONFIRM")
    assert not page.isVisible()


def test_cards(desk: tuple[App, Scanner, FakeCamera], local_warehouse: Warehouse, qtbot: QtBot) -> None:
    running, _, _ = desk
    for kind in (PhotoCard, CameraCard):
        card = kind(running.desk)
        qtbot.addWidget(card)
        card.show_values({name: running.desk.read(settings.get, name) for name in settings.DECLARED})
        if isinstance(card, PhotoCard):
            assert card.wanted() == {"photo_policy": "must", "photo_days": 180}
        else:
            assert card.camera.value() == ""


def test_a_picture_is_no_larger_than_is_of_use() -> None:
    image = QImage(4_000, 3_000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    small = QImage.fromData(jpeg(image))
    assert (small.width(), small.height()) == (LONGEST_SIDE, 1_200)
