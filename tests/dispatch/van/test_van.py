"""The van: what it leaves behind, what nobody packed, who signed, the signed sheet, and a parcel taken back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shop import (
    COURIER,
    DAY,
    add_orders,
    do,
    ids_of,
    open_shop,
    order,
    pack,
    parcel_of,
    problems_of,
    release_and_wave,
    states_of,
)
from warehouse_app.dispatch.documents import Manifest, ManifestRow, write_manifest
from warehouse_app.dispatch.following.commands import open_case
from warehouse_app.dispatch.following.queries import case_view
from warehouse_app.dispatch.following.tables import ParcelTrack
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.papers import make_manifest
from warehouse_app.dispatch.queries import handover, handover_parcels
from warehouse_app.dispatch.shipped import export_shipped
from warehouse_app.dispatch.van.commands import keep_sheet, name_driver, take_back
from warehouse_app.dispatch.van.papers import make_counts
from warehouse_app.dispatch.van.queries import (
    LeftRow,
    changed_sheets,
    counts,
    drivers,
    left_by,
    returned,
    sheets,
    staying,
    unpacked,
)
from warehouse_app.dispatch.van.rules import cut_offs, packed_before
from warehouse_app.errors import BadInput, Conflict, NotAllowed, NotFound, WarehouseError
from warehouse_app.orders.commands import hold
from warehouse_app.orders.files import OrderStatus
from warehouse_app.orders.queries import order_view
from warehouse_app.packing.evidence.commands import keep_file
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Actor, Warehouse, new_action
from warehouse_app.words import LANGUAGES, Language, say

MIDNIGHT = DAY + timedelta(hours=15)


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Orders 1 to 3 packed at nine, order 4 has a label only."""
    warehouse.clock = lambda: DAY
    open_shop(warehouse, {"SKU1": 20}, *(order(str(n), {"SKU1": 1}) for n in range(1, 5)))
    release_and_wave(warehouse)
    for number in "123":
        pack(warehouse, number)
    return warehouse


def _trip(warehouse: Warehouse, *numbers: str, driver: str = "") -> int:
    trip = do(warehouse, open_handover, COURIER)
    for number in numbers:
        assert do(warehouse, hand_over, trip, (parcel_of(warehouse, number).waybill,), new_action()).good
    do(warehouse, close_handover, trip, driver)
    return trip


def _orders(rows: list[LeftRow]) -> list[str]:
    return [number for row in rows for number in row.orders]


def test_what_stays_is_kept_with_the_trip_and_goes_with_the_next(shop: Warehouse, tmp_path: Path) -> None:
    do(shop, hold, ids_of(shop, "3"), "等")
    with shop.reading() as session:
        assert _orders(staying(session, COURIER, DAY)) == ["1", "2", "3"]
        assert [(r.courier, r.packed, r.stopped, r.unpacked) for r in counts(session, MIDNIGHT)] == [(COURIER, 3, 1, 1)]
        assert [row.orders for row in unpacked(session, MIDNIGHT)] == [("4",)]
        assert unpacked(session, DAY) == unpacked(session, MIDNIGHT, "EMS") == []
    first = _trip(shop, "1", driver=" 李师傅 ")
    second = _trip(shop, "2", driver="小马")
    with shop.reading() as session:
        assert [(row.orders, row.stopped, row.trips) for row in left_by(session, first)] == [
            (("2",), False, 1),
            (("3",), True, 2),
        ]
        assert _orders(left_by(session, second)) == ["3"]
        assert drivers(session, COURIER) == ["小马", "李师傅"]
        assert (handover(session, first).driver, handover(session, second).trip) == ("李师傅", 2)
        assert drivers(session, "EMS") == []
    text = "".join(page.extract_text() for page in pypdf.PdfReader(make_manifest(shop, SYSTEM, "d", first, "zh_CN")).pages)
    for words in (say("van.paper_left", n=2), parcel_of(shop, "2").waybill, say("van.paper_stopped"), "李师傅"):
        assert words in text
    assert problems_of(shop) == []


def test_after_the_cut_off_parcels_are_tomorrows(shop: Warehouse) -> None:
    do(shop, change_settings, {"courier_cut_offs": f"{COURIER}：{DAY.astimezone() - timedelta(minutes=1):%H:%M}"})
    with shop.reading() as session:
        assert staying(session, COURIER, DAY) == []
    with shop.reading() as session:
        assert left_by(session, _trip(shop, "1")) == []
    with pytest.raises(BadInput):
        do(shop, change_settings, {"courier_cut_offs": "中通快递: soon"})


@given(st.times(), st.integers(0, 23), st.integers(0, 59))
def test_a_trip_never_misses_what_was_packed_after_it_or_after_the_cut_off(now: time, hour: int, minute: int) -> None:
    zone = timezone(timedelta(hours=8))
    moment = datetime.combine(DAY.date(), now, zone)
    before = packed_before("中通", f"EMS: 09:00\n中通： {hour}:{minute:02}\nx", moment)
    assert before == min(moment, datetime.combine(DAY.date(), time(hour, minute), zone))
    assert packed_before("顺丰", "", moment) == moment
    assert cut_offs("a:b\n:1:2\n中通: 25:00") == {}


def test_a_parcel_taken_back_is_packed_and_goes_again(shop: Warehouse, tmp_path: Path) -> None:
    first = _trip(shop, "1", "2")
    do(shop, export_shipped, tmp_path / "told.csv")
    parcel, action = parcel_of(shop, "1"), new_action()
    answers = [do(shop, take_back, parcel.id, " 装错了 ", action) for _ in range(2)]
    assert [(a.waybill, a.told) for a in answers] == [(parcel.waybill, ("told.csv",))] * 2
    assert states_of(shop)["1"] == "packed"
    with shop.reading() as session:
        assert [row.orders for row in handover_parcels(session, first)] == [("2",)]
        assert [(row.reason, row.told) for row in returned(session, first)] == [("装错了", True)]
        view = order_view(session, ids_of(shop, "1")[0])
    assert (view.row.pickup_by, view.history[-1].kind) == (None, "fetched_back")
    assert problems_of(shop) == []
    assert (
        say("van.paper_returned", n=1)
        in pypdf.PdfReader(make_manifest(shop, SYSTEM, "d", first, "zh_CN")).pages[0].extract_text()
    )
    _trip(shop, "1")
    assert states_of(shop)["1"] == "shipped"
    assert do(shop, take_back, parcel.id, "又错了", new_action()).told == ("told.csv",)
    do(shop, take_back, parcel_of(shop, "2").id, "也错了", new_action())
    assert make_manifest(shop, SYSTEM, "d", first, "en").is_file()  # nothing is left in it: it says what came back
    assert problems_of(shop) == []


def test_the_case_of_a_parcel_taken_back_is_closed(shop: Warehouse) -> None:
    _trip(shop, "1", "2")
    one, two = (parcel_of(shop, number).id for number in "12")
    ended, other = (do(shop, open_case, parcel, "lost") for parcel in (one, two))
    do(shop, take_back, one, "还在货架上", new_action())
    with shop.reading() as session:
        case = case_view(session, ended, DAY.date())
        assert case_view(session, other, DAY.date()).row.closed_at is None
    assert (case.row.closed_at, case.row.outcome) == (DAY, "came_back")
    assert dict(case.notes[0].fields) == {"outcome": "came_back", "by_itself": True, "text": "还在货架上"}
    _trip(shop, "1")
    do(shop, open_case, one, "lost")  # the next one is its own
    assert problems_of(shop) == []


def test_the_pickup_clock_of_a_parcel_the_shop_was_told_of_is_not_wound_again(shop: Warehouse, tmp_path: Path) -> None:
    _trip(shop, "1", "2")
    do(shop, take_back, parcel_of(shop, "2").id, "装错了", new_action())  # the shop knows nothing of it yet
    shop.clock = lambda: DAY + timedelta(hours=1)
    do(shop, export_shipped, tmp_path / "told.csv")
    do(shop, take_back, parcel_of(shop, "1").id, "装错了", new_action())
    shop.clock = lambda: DAY + timedelta(hours=5)
    _trip(shop, "1", "2")
    with shop.reading() as session:
        clocks = [order_view(session, ids_of(shop, number)[0]).row.pickup_by for number in "12"]
    assert clocks == [DAY + timedelta(hours=25), DAY + timedelta(hours=29)]
    do(shop, export_shipped, tmp_path / "again.csv", again=True)
    with shop.reading() as session:
        assert order_view(session, ids_of(shop, "1")[0]).row.pickup_by == DAY + timedelta(hours=25)
    assert problems_of(shop) == []


def test_what_cannot_be_taken_back_is_said(shop: Warehouse) -> None:
    trip = _trip(shop, "1", "2")
    gone = parcel_of(shop, "1").id
    cases: list[tuple[int, str, type[WarehouseError], str]] = [
        (gone, " ", BadInput, "van.reason_missing"),
        (gone, "x" * 201, BadInput, "van.reason_long"),
        (parcel_of(shop, "3").id, "x", Conflict, "van.not_away"),
        (99_999, "x", NotFound, "packing.no_such_parcel"),
    ]
    for parcel, reason, kind, code in cases:
        with pytest.raises(kind) as caught:
            do(shop, take_back, parcel, reason, new_action())
        assert caught.value.code == code
    with pytest.raises(NotAllowed):
        do(shop, take_back, gone, "x", new_action(), actor=Actor(SYSTEM.id, "小周", "clerk"))
    with shop.transaction(SYSTEM, "d") as tx:
        tx.session.add(ParcelTrack(parcel_id=gone, status="moving", moment=DAY, first_at=DAY))
    add_orders(shop, order("2", {"SKU1": 1}, status=OrderStatus.DONE), name="later", modified=DAY + timedelta(hours=1))
    for number, code in (("1", "van.scanned"), ("2", "orders.moved_on")):
        with pytest.raises(Conflict) as conflict:
            do(shop, take_back, parcel_of(shop, number).id, "x", new_action())
        assert conflict.value.code == code
    with shop.reading() as session:
        assert len(handover_parcels(session, trip)) == 2


def test_the_signed_sheet_and_the_name_are_kept(shop: Warehouse) -> None:
    trip = _trip(shop, "1")
    photos = shop.folder / "photos"
    kept, action = (
        keep_file(photos, b"\xff\xd8\xff" + bytes(9), f"handover-H{trip}", datetime(2026, 11, 3, tzinfo=UTC)),
        new_action(),
    )
    for _ in range(2):
        do(shop, keep_sheet, trip, kept, action)
    do(shop, name_driver, trip, "王师傅")
    with shop.reading() as session:
        assert [(row.file, row.sha256) for row in sheets(session, trip)] == [(kept.file, kept.sha256)]
        assert changed_sheets(session, photos, trip) == []
        (photos / kept.file).write_bytes(b"other")
        assert changed_sheets(session, photos, trip) == [kept.file]
        assert handover(session, trip).driver == "王师傅"
    with pytest.raises(BadInput):
        do(shop, name_driver, trip, "长" * 41)
    with pytest.raises(NotFound):
        do(shop, keep_sheet, 999, kept, new_action())


def test_the_count_before_the_van_is_a_paper(shop: Warehouse) -> None:
    text = pypdf.PdfReader(make_counts(shop, "zh_CN")).pages[0].extract_text()
    assert COURIER in text
    assert parcel_of(shop, "4").waybill in text
    _trip(shop, "1", "2", "3")
    pack(shop, "4")
    _trip(shop, "4")
    with pytest.raises(BadInput) as caught:
        make_counts(shop, "en")
    assert caught.value.code == "van.nothing_waits"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rows", [1, 23, 36])
def test_what_stayed_is_on_the_manifest_however_long(tmp_path: Path, rows: int, language: Language) -> None:
    goods = tuple(ManifestRow(f"75{n:012}", str(n), "张*", 1, 100) for n in range(rows))
    left = tuple(LeftRow(n, f"76{n:012}", (str(n),), 1, DAY, False, 0) for n in range(60))
    write_manifest(tmp_path / "m.pdf", Manifest("H1", COURIER, DAY.date(), 1, goods, "李", left), language)
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "m.pdf").pages]
    assert all(any(row.waybill in page for page in pages) for row in left)
    assert say("paper.page_number", language, page=len(pages), pages=len(pages)) in pages[-1]
