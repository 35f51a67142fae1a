"""Pictures of parcels and the packing record: kept whole, proven by their hashes, found by number, let go after their days."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.packing.desk import ONE, TWO, id_of
from tests.shop import COURIER, DESK, do, parcel_of, problems_of, scan, states_of
from warehouse_app.errors import BadInput, NotAllowed, NotFound, WarehouseError
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.commands import leave, undo_last
from warehouse_app.packing.evidence import commands
from warehouse_app.packing.evidence.commands import KeptFile, add_photo, clear_old, go_without, keep_file
from warehouse_app.packing.evidence.documents import write_record
from warehouse_app.packing.evidence.queries import changed_photos, find_records, photo_space, photos_of, record
from warehouse_app.packing.rules import Verdict
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Actor, Warehouse, new_action


def a_picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (64, 48), (120, 90, 60)).save(content, "JPEG")
    return content.getvalue()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


def kept(warehouse: Warehouse, photos: Path) -> KeptFile:
    return keep_file(photos, a_picture(), "75000000000001", warehouse.clock())


def take(warehouse: Warehouse, photos: Path, number: str = "2", action: str = "") -> Answer:
    return do(warehouse, add_photo, id_of(warehouse, number), kept(warehouse, photos), action or new_action())


@pytest.fixture
def pictured(shop: Warehouse) -> Warehouse:
    """Every parcel needs a picture; the one of order 2 is full."""
    do(shop, change_settings, {"photo_policy": "must"})
    scan(shop, None, parcel_of(shop, "2").waybill)
    assert scan(shop, id_of(shop, "2"), TWO).verdict is Verdict.PHOTO_FIRST
    return shop


def test_a_picture_completes_the_parcel_once(pictured: Warehouse, photos: Path) -> None:
    action = new_action()
    assert take(pictured, photos, action=action).verdict is Verdict.COMPLETE
    assert take(pictured, photos, action=action).again
    assert states_of(pictured)["2"] == "packed"
    assert take(pictured, photos).verdict is Verdict.PHOTO_KEPT  # one more, of the closed box
    with pictured.reading() as session:
        assert len(photos_of(session, id_of(pictured, "2"))) == 2
        assert changed_photos(session, photos, id_of(pictured, "2")) == []
        assert photo_space(session).photos == 2
    assert problems_of(pictured) == []


def test_goods_taken_out_ask_for_a_new_picture(pictured: Warehouse, photos: Path) -> None:
    take(pictured, photos)
    do(pictured, undo_last, id_of(pictured, "2"), new_action())
    assert scan(pictured, id_of(pictured, "2"), TWO).verdict is Verdict.PHOTO_FIRST
    assert take(pictured, photos).verdict is Verdict.COMPLETE


def test_a_picture_before_the_last_piece_is_kept_and_does_not_count(shop: Warehouse, photos: Path) -> None:
    do(shop, change_settings, {"photo_policy": "must"})
    scan(shop, None, parcel_of(shop, "1").waybill)
    scan(shop, id_of(shop), ONE)
    assert take(shop, photos, "1").verdict is Verdict.PHOTO_KEPT
    scan(shop, id_of(shop), ONE)
    assert scan(shop, id_of(shop), TWO).verdict is Verdict.PHOTO_FIRST
    do(shop, leave, id_of(shop), new_action())
    assert scan(shop, None, parcel_of(shop, "1").waybill).verdict is Verdict.OPENED  # nor after it was put aside
    assert take(shop, photos, "1").verdict is Verdict.COMPLETE


def test_without_a_camera_only_with_right_and_reason(pictured: Warehouse) -> None:
    parcel = id_of(pictured, "2")
    with pytest.raises(NotAllowed):
        do(pictured, go_without, parcel, "broken", new_action(), actor=Actor(SYSTEM.id, "clerk", "clerk"))
    with pytest.raises(BadInput, match="reason"):
        do(pictured, go_without, parcel, "", new_action())
    assert do(pictured, go_without, parcel, "broken", new_action()).verdict is Verdict.COMPLETE


def test_what_is_no_picture_or_cannot_be_written_leaves_nothing(
    pictured: Warehouse, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match="not_a_picture"):
        keep_file(photos, b"MZ..", "1", pictured.clock())
    with pytest.raises(NotFound):
        do(pictured, add_photo, 999, KeptFile("a.jpg", "00", 1), new_action())

    def full(*_: object) -> None:
        raise WarehouseError("paper.cannot_write", file="x", reason="No space left on device")

    monkeypatch.setattr(commands, "write_whole", full)
    with pytest.raises(WarehouseError, match="cannot_write"):
        take(pictured, photos)
    assert [file for file in photos.rglob("*") if file.is_file()] == []
    assert scan(pictured, id_of(pictured, "2"), parcel_of(pictured, "2").waybill).verdict is Verdict.PHOTO_FIRST
    monkeypatch.undo()
    assert take(pictured, photos).verdict is Verdict.COMPLETE


def test_a_changed_picture_is_told(pictured: Warehouse, photos: Path) -> None:
    take(pictured, photos)
    with pictured.reading() as session:
        (photo,) = photos_of(session, id_of(pictured, "2"))
    (photos / photo.file).write_bytes(a_picture() + b"x")
    with pictured.reading() as session:
        assert changed_photos(session, photos, id_of(pictured, "2")) == [photo.file]


def test_old_pictures_are_let_go_and_their_record_stays(
    pictured: Warehouse, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(pictured, photos)
    do(pictured, change_settings, {"photo_days": 30})
    assert clear_old(pictured, SYSTEM, DESK, photos).photos == 0
    later = pictured.clock() + timedelta(days=31)
    monkeypatch.setattr(pictured, "clock", lambda: later)
    assert clear_old(pictured, SYSTEM, DESK, photos).photos == 1
    assert clear_old(pictured, SYSTEM, DESK, photos).photos == 0
    assert list(photos.rglob("*.jpg")) == []
    with pictured.reading() as session:
        assert photos_of(session, id_of(pictured, "2"))[0].deleted_at is not None


def test_the_record_is_found_by_either_number_and_says_everything(pictured: Warehouse, photos: Path, tmp_path: Path) -> None:
    scan(pictured, id_of(pictured, "2"), ONE)
    take(pictured, photos)
    waybill = parcel_of(pictured, "2").waybill
    with pictured.reading() as session:
        (row,) = find_records(session, f" {waybill} ")
        assert find_records(session, "2") == [row]
        assert find_records(session, waybill + "x", waybill) == [row]  # another reading of the same label
        assert find_records(session, "") == [row]
        assert find_records(session, "none") == []
        whole = record(session, row.parcel_id)
    assert (row.courier, row.orders, row.pieces, row.photos) == (COURIER, ("2",), 1, 1)
    assert [line.verdict for line in whole.scans] == ["opened", "photo_first", "belongs_elsewhere", "complete"]
    for language in ("zh_CN", "en"):
        file = tmp_path / f"{language}.pdf"
        write_record(file, whole, photos, pictured.clock(), language)
        text = "".join(page.extract_text() for page in PdfReader(file).pages)
        assert waybill in text
        assert whole.photos[0].sha256[:20] in text.replace("\n", "")
        assert sum(len(page.images) for page in PdfReader(file).pages) == 1


def test_the_record_says_what_is_gone_or_changed(pictured: Warehouse, photos: Path, tmp_path: Path) -> None:
    take(pictured, photos)
    with pictured.reading() as session:
        whole = record(session, id_of(pictured, "2"))
    (photos / whole.photos[0].file).unlink()
    write_record(tmp_path / "r.pdf", whole, photos, pictured.clock(), "en")
    reader = PdfReader(tmp_path / "r.pdf")
    assert "missing or was changed" in "".join(page.extract_text() for page in reader.pages)
