"""What couriers say, by file or by hand, and the cases that come of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.database import Server
from tests.shop import COURIER, DAY, do, ids_of, open_shop, order, pack, parcel_of, problems_of, release_and_wave
from warehouse_app.dispatch.following.commands import Plan, add_note, close_case, find_still_parcels, open_case, plan_case
from warehouse_app.dispatch.following.files import read_tracking, status_of_words
from warehouse_app.dispatch.following.queries import (
    CaseFilter,
    CaseRow,
    case_couriers,
    case_view,
    cases_page,
    find_away,
    open_cases,
    unscanned,
)
from warehouse_app.dispatch.following.rules import CASE_OF, Said, Status, ends_by_itself, kind_after, newest, stands_still
from warehouse_app.dispatch.following.tracking import say_of_parcel
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.dispatch.shipped import export_shipped
from warehouse_app.errors import BadInput, Conflict, NotFound, Unreadable, WarehouseError
from warehouse_app.intake import Intake, bring_in, preview
from warehouse_app.orders.queries import order_view
from warehouse_app.people.commands import SYSTEM
from warehouse_app.recognising import recognise
from warehouse_app.store.imports import ImportResult
from warehouse_app.store.warehouse import Warehouse, new_action

HEAD = "运单号,扫描时间,物流状态,地点"


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """See ``_handed_over``."""
    return _handed_over(warehouse)


def _handed_over(warehouse: Warehouse) -> Warehouse:
    """Orders 1 to 3 handed over at nine, order 4 packed."""
    warehouse.clock = lambda: DAY
    open_shop(warehouse, {"SKU1": 20}, *(order(str(n), {"SKU1": 1}) for n in range(1, 5)))
    release_and_wave(warehouse)
    trip = do(warehouse, open_handover, COURIER)
    for number in "1234":
        waybill = pack(warehouse, number).waybill
        if number != "4":
            do(warehouse, hand_over, trip, (waybill,), new_action())
    do(warehouse, close_handover, trip)
    return warehouse


def _at(warehouse: Warehouse, days: float) -> datetime:
    moment = DAY + timedelta(days=days)
    warehouse.clock = lambda: moment
    return moment


def _file(warehouse: Warehouse, tmp_path: Path, *rows: str, head: str = HEAD) -> Intake:
    """Rows begin with an order's number, whose waybill they get, or a waybill."""
    file = tmp_path / f"{new_action()}.csv"
    told = [head]
    for row in rows:
        first, rest = row.split(",", 1)
        told.append(f"{parcel_of(warehouse, first).waybill if len(first) == 1 else first},{rest}")
    file.write_text("\n".join(told) + "\n", encoding="utf-8")
    return Intake("tracking", (file,))


def _bring(warehouse: Warehouse, tmp_path: Path, *rows: str) -> ImportResult:
    return bring_in(warehouse, SYSTEM, "d", _file(warehouse, tmp_path, *rows))


def _cases(warehouse: Warehouse, **wanted: object) -> list[CaseRow]:
    with warehouse.reading() as session:
        return cases_page(session, CaseFilter(**wanted), warehouse.clock().date()).rows  # type: ignore[arg-type]  # its fields


def _kinds(warehouse: Warehouse, **wanted: object) -> dict[str, str]:
    return {row.orders[0]: row.kind for row in _cases(warehouse, **wanted)}


WORDS = {
    "已签收": Status.SIGNED, "您的快件已由本人签收，如有问题请联系快递员": Status.SIGNED, "已送达": Status.SIGNED,
    "快件到达【杭州转运中心】": Status.MOVING, "运输中": Status.MOVING, "正在派件，派件员张三": Status.DELIVERING,
    "待签收": Status.DELIVERING,
    "快件已揽收": Status.PICKED_UP, "客户拒收，退件": Status.REFUSED, "退回件已签收": Status.RETURNED, "包裹破损": Status.DAMAGED,
    "快件丢失": Status.LOST, "派送失败，联系不上收件人": Status.PROBLEM, "In transit": Status.MOVING, "Delivered": Status.SIGNED,
    "未妥投": Status.PROBLEM, "妥投失败": Status.PROBLEM, "客户要求改日签收": Status.PROBLEM, "无人签收": Status.PROBLEM,
    "签收未成功": Status.PROBLEM, "收件人拒绝签收": Status.REFUSED, "Undelivered": Status.PROBLEM,
    "Not delivered": Status.PROBLEM, "Unable to be delivered": Status.PROBLEM,
    "To be delivered": Status.DELIVERING, "您的快件为代收货款件": None,
    "揽收失败": None, "取消揽收": None, "未签收请联系": None, "快件已由家人代收": Status.SIGNED, "已妥投": Status.SIGNED,
    "Out for delivery": Status.DELIVERING, "待揽收": None, "已下单，等待揽收": None, "哈哈": None, "": None,
}  # fmt: skip


def test_words_of_couriers_are_understood() -> None:
    assert {words: status_of_words(words) for words in WORDS} == WORDS


def test_a_file_is_recognised_and_says_what_became_of_each_parcel(shop: Warehouse, tmp_path: Path) -> None:
    _at(shop, 1)
    intake = _file(
        shop, tmp_path, "1,2026-11-03 20:00:00,已揽收,杭州", "1,2026-11-03 22:00:00,运输中,杭州",
        "1,2026-11-03 22:00:00,运输中,杭州",
        "2,2026-11-03 21:00:00,待揽收,", "75999999999999,2026-11-03 20:00:00,签收,", "3,2026-11-03 20:00:00,哈哈,", "3,,签收,",
        "3,2031-01-01 00:00:00,签收,", "4,2026-11-03 20:00:00,揽收,",
    )  # fmt: skip
    assert recognise(shop, intake.paths[0]).kind == "tracking"
    shown = preview(shop, SYSTEM, "d", intake)
    done = bring_in(shop, SYSTEM, "d", intake)
    assert shown == done
    assert [change.kind for change in done.changes] == ["new", "new", "unchanged", "new"]
    assert {problem.code for problem in done.errors} == {
        "follow.unknown_number", "follow.unknown_status", "sheets.missing", "follow.in_the_future",
    }  # fmt: skip
    assert [problem.code for problem in done.warnings] == ["follow.not_handed_over"]
    again = bring_in(shop, SYSTEM, "d", intake)
    assert {change.kind for change in again.changes} == {"unchanged"}
    with shop.reading() as session:
        assert (found := find_away(session, parcel_of(shop, "1").waybill)) is not None
        assert find_away(session, "4") is None
    assert (found.status, found.case_id) == ("moving", None)
    assert problems_of(shop) == []


def test_a_table_without_the_columns_is_refused(shop: Warehouse, tmp_path: Path) -> None:
    for head in ("运单号,物流状态,地点", "运单号,时间,地点", "时间,物流状态,地点"):
        with pytest.raises(Unreadable) as caught:
            read_tracking(_file(shop, tmp_path, "1,2026-11-03,签收", head=head).paths[0])
        assert caught.value.code == "sheets.unknown_layout"


def test_the_pickup_clock_runs_from_the_list_and_is_stopped_by_the_first_scan(shop: Warehouse, tmp_path: Path) -> None:
    _at(shop, 0.5)
    do(shop, export_shipped, tmp_path / "a.csv")
    with shop.reading() as session:
        assert unscanned(session, DAY + timedelta(days=1.4)) == []  # told half a day after it left
        late = unscanned(session, DAY + timedelta(days=1.6))
    assert [row.orders for row in late] == [("1",), ("2",), ("3",)]
    assert late[0].pickup_by - DAY == timedelta(days=1.5)
    now = _at(shop, 0.9)
    do(shop, export_shipped, tmp_path / "b.csv", again=True)
    do(shop, say_of_parcel, late[0].parcel_id, Status.PICKED_UP, now, "电话问的")
    with shop.reading() as session:
        assert [row.orders for row in unscanned(session, DAY + timedelta(days=1.6))] == [("2",), ("3",)]
        assert order_view(session, ids_of(shop, "1")[0]).row.pickup_by is None


def test_no_clock_runs_for_a_parcel_scanned_before_its_trip_was_closed(shop: Warehouse, tmp_path: Path) -> None:
    do(shop, say_of_parcel, parcel_of(shop, "4").id, Status.PICKED_UP, _at(shop, 0.1), "司机先扫了")
    trip = do(shop, open_handover, COURIER)
    do(shop, hand_over, trip, (parcel_of(shop, "4").waybill,), new_action())
    do(shop, close_handover, trip)
    do(shop, export_shipped, tmp_path / "a.csv")
    with shop.reading() as session:
        clocks = [order_view(session, ids_of(shop, number)[0]).row.pickup_by for number in "34"]
    assert clocks == [DAY + timedelta(days=1.1), None]
    assert problems_of(shop) == []


def test_a_file_waits_for_what_is_being_said_by_hand_on_postgresql(server_house: Server, tmp_path: Path) -> None:
    shop = _handed_over(server_house.empty())
    _at(shop, 1)
    intake, brought = _file(shop, tmp_path, "1,2026-11-03T20:00:00+08:00,已签收,"), list[ImportResult | WarehouseError]()

    def desk() -> None:
        try:
            brought.append(bring_in(shop, SYSTEM, "d", intake))
        except WarehouseError as error:
            brought.append(error)

    other = Thread(target=desk)
    with shop.transaction(SYSTEM, "e") as tx:
        say_of_parcel(tx, parcel_of(shop, "1").id, Status.SIGNED, datetime(2026, 11, 3, 12, tzinfo=UTC))
        other.start()
        while other.is_alive() and not _waits(shop):
            pass
    other.join()
    (result,) = brought
    assert isinstance(result, ImportResult), result
    assert [change.kind for change in result.changes] == ["unchanged"]
    assert problems_of(shop) == []


def _waits(warehouse: Warehouse) -> bool:
    with warehouse.reading() as session:
        return bool(session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_cases_open_are_named_and_end_by_themselves(shop: Warehouse, tmp_path: Path) -> None:
    _at(shop, 5)
    assert do(shop, find_still_parcels) == 0  # no tracking came in: nothing is known of anybody
    _bring(shop, tmp_path, "1,2026-11-05 10:00:00,运输中,", "2,2026-11-08 08:00:00,派送中,")
    assert _kinds(shop) == {"3": "no_movement"}  # 1 moved less than three days before the last that is known
    _at(shop, 6)
    _bring(shop, tmp_path, "2,2026-11-09 08:00:00,拒收,")
    assert _kinds(shop) == {"1": "no_movement", "2": "refused", "3": "no_movement"}
    _bring(shop, tmp_path, "1,2026-11-09 07:00:00,丢失,", "3,2026-11-09 07:30:00,已签收,", "2,2026-11-09 08:30:00,退回,")
    assert _kinds(shop) == {"1": "lost", "2": "refused"}
    assert _kinds(shop, closed=True) == {"3": "no_movement"}
    (ended,) = _cases(shop, closed=True)
    assert ended.outcome == "delivered"
    with shop.reading() as session:
        assert [note.kind for note in case_view(session, ended.id, date(2026, 11, 9)).notes] == ["closed", "opened"]
        assert [line.kind for line in order_view(session, ids_of(shop, "3")[0]).history][-2:] == ["case_opened", "case_closed"]
    refused = next(row for row in _cases(shop) if row.kind == "refused")
    do(shop, close_case, refused.id, "came_back")
    _bring(shop, tmp_path, "2,2026-11-09 09:00:00,拒收,")
    assert _kinds(shop) == {"1": "lost"}  # the same word again is no new case
    assert problems_of(shop) == []


def test_a_case_is_worked_on_by_hand(shop: Warehouse) -> None:
    _at(shop, 2)
    today = shop.clock().date()
    ids = {number: do(shop, open_case, parcel_of(shop, number).id, "problem", "买家说没收到") for number in "123"}
    do(shop, plan_case, ids["1"], Plan("打电话给网点", today + timedelta(days=1), SYSTEM.id))
    do(shop, plan_case, ids["3"], Plan("等买家", today - timedelta(days=1)))
    do(shop, plan_case, ids["3"], Plan("等买家", today - timedelta(days=1)))  # nothing new: no line
    do(shop, add_note, ids["3"], " 网点说在找 ")
    assert [row.orders[0] for row in _cases(shop)] == ["3", "1", "2"]
    with shop.reading() as session:
        assert open_cases(session, today) == (3, 1)
        assert case_couriers(session) == [COURIER]
        view = case_view(session, ids["3"], today)
    assert [(note.kind, note.fields.get("text", "")) for note in view.notes] == [
        ("note", "网点说在找"), ("planned", ""), ("opened", "买家说没收到"),
    ]  # fmt: skip
    assert (view.row.overdue, view.left_at, view.row.shop) == (True, DAY, "测试店")
    filters: dict[str, tuple[dict[str, object], set[str]]] = {
        "mine": ({"owner_id": SYSTEM.id}, {"1"}), "nobody's": ({"owner_id": 0}, {"2", "3"}),
        "waybill": ({"text": parcel_of(shop, "2").waybill}, {"2"}), "order": ({"text": "3"}, {"3"}),
        "step": ({"text": "网点"}, {"1"}), "kind": ({"kind": "lost"}, set()), "courier": ({"courier": COURIER}, {"1", "2", "3"}),
    }  # fmt: skip
    for name, (wanted, found) in filters.items():
        numbers = set(_kinds(shop, **wanted))
        assert found <= numbers if name == "order" else numbers == found, name
    do(shop, close_case, ids["3"], "other", "买家找到了")
    assert do(shop, open_case, parcel_of(shop, "3").id, "lost") != ids["3"]


def test_what_was_settled_and_goes_wrong_again_is_a_new_case(shop: Warehouse) -> None:
    parcel_id = parcel_of(shop, "1").id
    do(shop, say_of_parcel, parcel_id, Status.PROBLEM, _at(shop, 1))
    (first,) = _cases(shop)
    _at(shop, 2)
    do(shop, close_case, first.id, "other", "买家改了时间")
    do(shop, say_of_parcel, parcel_id, Status.PROBLEM, _at(shop, 3))  # the courier only says it once more
    assert _cases(shop) == []
    do(shop, say_of_parcel, parcel_id, Status.DELIVERING, _at(shop, 4))
    do(shop, say_of_parcel, parcel_id, Status.PROBLEM, _at(shop, 5))
    (second,) = _cases(shop)
    assert (second.id != first.id, second.kind) == (True, "problem")


def test_what_cannot_be_done_is_said(shop: Warehouse) -> None:
    case_id = do(shop, open_case, parcel_of(shop, "1").id, "lost")
    one, packed = parcel_of(shop, "1").id, parcel_of(shop, "4").id
    tries: list[tuple[type[WarehouseError], str, object, tuple[object, ...]]] = [
        (Conflict, "follow.case_open", open_case, (one, "lost")),
        (Conflict, "follow.not_away", open_case, (packed, "lost")),
        (BadInput, "follow.unknown_kind", open_case, (one, "x")),
        (NotFound, "packing.no_such_parcel", open_case, (9_999, "lost")),
        (BadInput, "follow.words_missing", add_note, (case_id, "  ")),
        (BadInput, "follow.words_long", add_note, (case_id, "x" * 501)),
        (NotFound, "follow.no_such_case", add_note, (9_999, "x")),
        (BadInput, "follow.outcome_missing", close_case, (case_id, "")),
        (BadInput, "follow.in_the_future", say_of_parcel, (one, Status.SIGNED, DAY + timedelta(hours=1))),
        (BadInput, "follow.words_long", say_of_parcel, (one, Status.SIGNED, DAY, "x" * 201)),
        (NotFound, "packing.no_such_parcel", say_of_parcel, (9_999, Status.SIGNED, DAY)),
    ]
    for kind, code, command, arguments in tries:
        with pytest.raises(kind) as caught:
            do(shop, command, *arguments)  # type: ignore[arg-type]  # commands of many kinds
        assert caught.value.code == code
    do(shop, close_case, case_id, "other")
    for command, arguments in ((close_case, (case_id, "other")), (plan_case, (case_id, Plan("x")))):
        with pytest.raises(Conflict) as closed:
            do(shop, command, *arguments)  # type: ignore[arg-type]  # as above
        assert closed.value.code == "follow.case_closed"


MOMENTS = st.integers(0, 20).map(lambda hours: datetime(2026, 11, 3, tzinfo=UTC) + timedelta(hours=hours))
SAID = st.tuples(MOMENTS, st.sampled_from(Status))


@given(st.lists(SAID, min_size=1, max_size=8).flatmap(lambda said: st.tuples(st.just(said), st.permutations(said))))
def test_the_order_in_which_words_come_in_changes_nothing(said: tuple[list[Said], list[Said]]) -> None:
    told, shuffled = said
    assert newest(told) == newest(shuffled)
    assert newest([newest(told[:1]), *told]) == newest(told)
    assert newest(told)[0] == max(moment for moment, _ in told)


@given(MOMENTS, MOMENTS, st.integers(1, 3), st.sampled_from(Status), st.sampled_from(("no_movement", *CASE_OF.values())))
def test_a_named_case_stays_and_nothing_moves_backwards(
    moved: datetime, heard: datetime, days: int, status: Status, kind: str
) -> None:
    assert stands_still(moved, heard, days) == (heard - moved >= timedelta(days=days))
    assert kind_after(kind, status) == kind or kind in ("no_movement", "problem")
    assert not ends_by_itself(kind, status) or kind == "no_movement"
