"""The queue of labels: each claimed by one desk, in order, ended once; nothing comes out twice and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.database import House
from tests.dispatch.printing.device import closed_port, printer, zpl_dots
from tests.shop import DAY, DESK, do, ids_of, open_shop, order, parcel_of, release_and_wave
from warehouse_app.dispatch.label_needs import PRINTING as SILENT
from warehouse_app.dispatch.label_needs import label_needs, labels_at_desk
from warehouse_app.dispatch.papers import make_needed_labels, make_parcel_label, make_wave_papers
from warehouse_app.dispatch.printing import commands
from warehouse_app.dispatch.printing.printers import (
    add_printer,
    change_printer,
    choose_label_on_complete,
    choose_printer,
    pause_printer,
    remove_printer,
)
from warehouse_app.dispatch.printing.queries import (
    QueueRow,
    label_dpi,
    printer_rows,
    queue,
    queue_counts,
    to_look_at,
    waiting_printers,
)
from warehouse_app.dispatch.printing.raster import page_raster
from warehouse_app.dispatch.printing.rules import JobState, Kind, PrinterSetup
from warehouse_app.dispatch.printing.transports import Sheet, Transport, Unanswered, Unreachable, raw_transport
from warehouse_app.dispatch.printing.worker import Ended, print_next
from warehouse_app.dispatch.queries import parcel_papers, wave_papers
from warehouse_app.errors import BadInput, Conflict, NotFound, Unreadable
from warehouse_app.orders.commands import hold
from warehouse_app.orders.editing import edit_order
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.settings import change_settings
from warehouse_app.store.warehouse import Tx, Warehouse

ORDERS = 4
NET = PrinterSetup("Net", Kind.ZPL, "127.0.0.1:9")
CABLE = PrinterSetup("Cable", Kind.ZPL, "/dev/usb/lp0")
ALL = tuple(JobState)


class Paper:
    """A transport that keeps what it was given; ``ends`` says how each sheet ends, by its number."""

    def __init__(self, ends: Callable[[Sheet], None] = lambda sheet: None) -> None:
        self.out: list[str] = []
        self._ends = ends

    def print_sheet(self, sheet: Sheet) -> None:
        self._ends(sheet)
        self.out.append(sheet.waybill)

    def __call__(self, setup: PrinterSetup) -> Transport:
        return self


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """A wave of four parcels whose labels go to a printer on the network."""
    return _filled(warehouse)


def _filled(warehouse: Warehouse, setup: PrinterSetup = NET) -> Warehouse:
    warehouse.clock = lambda: DAY
    open_shop(warehouse, {"SKU1": 50}, *(order(str(n), {"SKU1": 1}) for n in range(ORDERS)))
    release_and_wave(warehouse)
    do(warehouse, add_printer, setup)  # the first is the chosen one
    return warehouse


def queue_labels(warehouse: Warehouse, desk: str = DESK) -> None:
    make_wave_papers(warehouse, SYSTEM, desk, 1, "zh_CN", queued=True)


def rows(warehouse: Warehouse, *states: JobState) -> list[QueueRow]:
    with warehouse.reading() as session:
        return queue(session, states or ALL)


def states(warehouse: Warehouse) -> list[str]:
    return [row.state.value for row in sorted(rows(warehouse), key=lambda row: row.id)]


def numbers(warehouse: Warehouse) -> list[str]:
    return [parcel_of(warehouse, str(n)).waybill for n in range(ORDERS)]


def run(warehouse: Warehouse, paper: Paper, name: str = "Net", desk: str = DESK) -> list[Ended]:
    """Print until there is nothing more to print now."""
    ended = []
    while (one := print_next(warehouse, desk, name, paper)) is not None:
        ended.append(one)
        if one.state is JobState.WAITING:
            break
    return ended


def test_labels_wait_in_order_and_come_out_once(shop: Warehouse) -> None:
    queue_labels(shop)
    assert states(shop) == ["waiting"] * ORDERS
    with shop.reading() as session:
        assert waiting_printers(session, DESK) == ["Net"]
        assert waiting_printers(session, "elsewhere") == []
        assert label_needs(session, 1, DAY).parcel_ids == ()  # they come by themselves
    paper = Paper()
    assert [one.state for one in run(shop, paper)] == [JobState.PRINTED] * ORDERS
    assert paper.out == numbers(shop)
    assert states(shop) == ["printed"] * ORDERS
    assert run(shop, paper) == []


def test_the_real_way_from_the_wave_to_the_dots(shop: Warehouse) -> None:
    queue_labels(shop)
    with printer() as device:
        do(shop, change_printer, replace(NET, address=device.address, dpi=300, copies=2))
        assert run(shop, raw_transport) != []  # type: ignore[arg-type]
        assert len(device.jobs) == ORDERS
    for row, job in zip(rows(shop), reversed(device.jobs), strict=True):
        page = next(n for n, number in enumerate(numbers(shop), 1) if number == row.waybill)
        raster = page_raster(row.file, page, 300)
        assert zpl_dots(job) == ((raster.width, raster.height, raster.data), 2)


def test_a_printer_that_is_off_loses_nothing_and_says_why(shop: Warehouse) -> None:
    do(shop, change_printer, replace(NET, address=f"127.0.0.1:{closed_port()}"))
    queue_labels(shop)
    (ended,) = run(shop, raw_transport)  # type: ignore[arg-type]
    assert (ended.state, ended.error is not None and ended.error.code) == (JobState.WAITING, "printing.unreachable")
    assert states(shop) == ["waiting"] * ORDERS
    assert [row.error for row in rows(shop)][-1] == "printing.unreachable"
    assert run(shop, paper := Paper()) != []
    assert paper.out == numbers(shop)


def test_each_way_to_end_is_told_and_put_right(shop: Warehouse) -> None:
    queue_labels(shop)
    first, second, third, fourth = numbers(shop)
    bad = {first: Unreadable("dispatch.paper_unreadable", file="x"), second: Unanswered("printing.unknown"), third: OSError()}

    def ends(sheet: Sheet) -> None:
        if sheet.waybill in bad:
            raise bad[sheet.waybill]

    for _ in range(2):
        print_next(shop, DESK, "Net", Paper(ends))
    with pytest.raises(OSError):  # a mistake of the program's: the label is not lost for it  # noqa: PT011
        print_next(shop, DESK, "Net", Paper(ends))
    assert states(shop) == ["failed", "unknown", "failed", "waiting"]
    with shop.reading() as session:
        assert to_look_at(session) == 3
        assert queue_counts(session)["Net"] == {JobState.FAILED: 2, JobState.UNKNOWN: 1, JobState.WAITING: 1}
        assert [row.waybill for row in queue(session, (JobState.UNKNOWN,), number=second)] == [second]
        assert [row.waybill for row in queue(session, number="1")] == [second]
        assert queue(session, printer="another") == []
    jobs = {row.waybill: row.id for row in rows(shop)}
    with pytest.raises(Conflict, match="moved_on"):
        do(shop, commands.came_out, [jobs[first]])
    do(shop, commands.came_out, [jobs[second]])
    do(shop, commands.retry, [jobs[first]])
    do(shop, commands.cancel, [jobs[third]])
    with pytest.raises(Conflict, match="moved_on"):
        do(shop, commands.cancel, [jobs[second]])
    with pytest.raises(NotFound):
        do(shop, commands.retry, [999])
    assert states(shop) == ["waiting", "printed", "cancelled", "waiting"]
    paper = Paper()
    run(shop, paper)
    assert paper.out == [first, fourth]
    do(shop, commands.retry, [jobs[third]])
    run(shop, paper)
    assert paper.out == [first, fourth, third]
    for job in jobs.values():
        with pytest.raises(Conflict, match="moved_on"):
            do(shop, commands.retry, [job])


def test_labels_go_to_another_printer_and_wait_where_one_is_paused(shop: Warehouse) -> None:
    do(shop, add_printer, CABLE)
    queue_labels(shop)
    do(shop, pause_printer, "Net", paused=True)
    paper = Paper()
    assert run(shop, paper) == []
    with shop.reading() as session:
        assert waiting_printers(session, DESK) == []
        row = next(row for row in printer_rows(session) if row.chosen)
        assert (row.setup.name, row.setup.paused, row.waiting) == ("Net", True, ORDERS)
    with pytest.raises(Conflict, match="labels_wait"):
        do(shop, remove_printer, "Net")
    do(shop, commands.retry, [row.id for row in rows(shop)][:2], "Cable")
    run(shop, paper, "Cable")
    do(shop, pause_printer, "Net", paused=False)
    run(shop, paper)
    assert sorted(paper.out) == sorted(numbers(shop))
    do(shop, remove_printer, "Net")
    with shop.reading() as session:
        assert [row.setup.name for row in printer_rows(session)] == ["Cable"]
        assert label_dpi(session) == 203


def test_a_desk_that_begins_anew_asks_about_what_it_had_sent(shop: Warehouse) -> None:
    queue_labels(shop)
    claimed = do(shop, commands.claim_next, "Net")
    assert claimed is not None
    assert do(shop, commands.claim_next, "Net") is None  # one at a time
    assert do(shop, commands.recover) == 1
    assert states(shop) == ["unknown", "waiting", "waiting", "waiting"]
    do(shop, commands.finish, claimed.job_id, "printed")  # a late word still counts
    assert states(shop)[0] == "printed"
    do(shop, commands.finish, claimed.job_id, "failed", "x")
    assert states(shop)[0] == "printed"


def test_a_label_is_lacking_so_long_after_it_was_sent_and_not_while_somebody_is_asked(shop: Warehouse) -> None:
    queue_labels(shop)

    def lacking(later: timedelta) -> int:
        with shop.reading() as session:
            return len(label_needs(session, 1, DAY + timedelta(hours=1) + later).parcel_ids)

    shop.clock = lambda: DAY + timedelta(hours=1)  # it waited that long for its printer
    claimed = do(shop, commands.claim_next, "Net")
    assert claimed is not None
    assert (lacking(timedelta(seconds=1)), lacking(SILENT + timedelta(seconds=1))) == (0, 1)
    do(shop, commands.ask_about, claimed.job_id)
    assert lacking(SILENT + timedelta(seconds=1)) == 0


def test_a_label_whose_end_could_not_be_kept_is_asked_about_and_holds_up_no_other(shop: Warehouse) -> None:
    queue_labels(shop)
    assert do(shop, commands.claim_next, "Net") is not None  # printed, and then the database was too busy to be told
    later = DAY + commands.PRINTING
    with shop.reading() as session:
        assert waiting_printers(session, DESK) == ["Net"]
    shop.clock = lambda: later - timedelta(seconds=1)
    assert do(shop, commands.claim_next, "Net") is None
    shop.clock = lambda: later
    paper = Paper()
    assert [one.state for one in run(shop, paper)] == [JobState.PRINTED] * (ORDERS - 1)
    assert states(shop) == ["unknown", *["printed"] * (ORDERS - 1)]


def test_the_last_label_whose_end_could_not_be_kept_is_asked_about_too(shop: Warehouse) -> None:
    queue_labels(shop)
    do(shop, commands.cancel, [row.id for row in rows(shop)][1:])
    assert do(shop, commands.claim_next, "Net") is not None
    with shop.reading() as session:
        assert waiting_printers(session, DESK, DAY - timedelta(seconds=1)) == []
        assert waiting_printers(session, DESK, DAY) == ["Net"]


def test_another_desk_keeps_a_shared_printer_busy_but_not_for_ever(shop: Warehouse) -> None:
    queue_labels(shop, "one")
    with shop.transaction(SYSTEM, "one") as tx:
        assert commands.claim_next(tx, "Net") is not None
    with shop.transaction(SYSTEM, "two") as tx:
        assert commands.claim_next(tx, "Net") is None  # it is the first desk's label and file
        commands.retry(tx, [row.id for row in rows(shop, JobState.WAITING)][:1])
    paper = Paper()
    assert run(shop, paper, desk="two") == []  # the first desk is printing
    shop.clock = lambda: DAY + commands.PRINTING + timedelta(seconds=1)
    assert len(run(shop, paper, desk="two")) == 1
    do(shop, change_printer, replace(NET, address="/dev/usb/lp0"))
    with shop.transaction(SYSTEM, "two") as tx:
        commands.retry(tx, [row.id for row in rows(shop, JobState.WAITING)][:1])
    assert len(run(shop, paper, desk="two")) == 1  # each desk has a printer of that name on its own cable


def test_a_newer_label_takes_the_place_of_one_that_waits(shop: Warehouse) -> None:
    queue_labels(shop)
    parcel = parcel_of(shop, "2")
    claimed = do(shop, commands.claim_next, "Net")
    assert claimed is not None
    make_parcel_label(shop, SYSTEM, DESK, parcel.id, "zh_CN", queued=True)
    with pytest.raises(Conflict, match="on_its_way"):
        make_parcel_label(shop, SYSTEM, DESK, claimed.parcel_id, "zh_CN", queued=True)
    do(shop, commands.finish, claimed.job_id, "printed")
    paper = Paper()
    run(shop, paper)
    assert sorted([claimed.waybill, *paper.out]) == sorted(numbers(shop))  # each once
    assert [row.error for row in rows(shop, JobState.CANCELLED)] == ["printing.superseded"]


def test_a_label_that_never_came_out_makes_no_reprint_of_the_one_after_it(shop: Warehouse) -> None:
    queue_labels(shop)
    parcel = parcel_of(shop, "2")
    files = [make_parcel_label(shop, SYSTEM, DESK, parcel.id, "zh_CN", queued=True)[0] for _ in range(3)]
    assert len(set(files)) == 3  # each waited in its turn, and its page stayed its own
    with shop.reading() as session:
        assert parcel_papers(session, [parcel.id])[0].printed == 0
    run(shop, Paper())
    with shop.reading() as session:
        assert parcel_papers(session, [parcel.id])[0].printed == 1


def test_a_cancelled_label_is_replaced_too_and_never_wanted_after_all(shop: Warehouse) -> None:
    queue_labels(shop)
    parcel = parcel_of(shop, "2")
    (job,) = (row.id for row in rows(shop) if row.parcel_id == parcel.id)
    do(shop, commands.cancel, [job])
    make_parcel_label(shop, SYSTEM, DESK, parcel.id, "zh_CN", queued=True)
    run(shop, Paper())
    with pytest.raises(Conflict, match="moved_on"):
        do(shop, commands.retry, [job])


def test_what_is_stopped_or_stale_at_its_turn_does_not_print(shop: Warehouse) -> None:
    queue_labels(shop)
    do(shop, hold, ids_of(shop, "0"), "x")
    (changed,) = ids_of(shop, "1")
    do(shop, edit_order, changed, {"address": "江苏省 南京市 玄武区 新路2号"})

    def let_go(tx: Tx) -> None:
        tx.connection.exec_driver_sql("UPDATE orders SET hold = '', hold_note = '' WHERE number = '1'")

    do(shop, let_go)
    paper = Paper()
    run(shop, paper)
    assert paper.out == numbers(shop)[2:]
    assert [row.error for row in rows(shop, JobState.FAILED)] == ["dispatch.label_stopped", "printing.stale_unprinted"]
    file = make_needed_labels(shop, SYSTEM, DESK, 1, "zh_CN", queued=True).file  # it never came out: made anew, same number
    run(shop, paper)
    assert paper.out == [*numbers(shop)[2:], numbers(shop)[1]]
    assert file.is_file()


def test_a_label_with_letters_the_printer_lacks_waits_for_a_person(warehouse: Warehouse) -> None:
    rare = order("1", {"SKU1": 1}, recipient="𠮷田")
    open_shop(warehouse, {"SKU1": 50}, order("0", {"SKU1": 1}), rare, order("2", {"SKU1": 1}))
    release_and_wave(warehouse)
    do(warehouse, add_printer, NET)
    made = make_wave_papers(warehouse, SYSTEM, DESK, 1, "zh_CN", queued=True)
    odd = parcel_of(warehouse, "1").waybill
    assert [(trouble.waybill, trouble.characters) for trouble in made.troubles] == [(odd, "𠮷")]
    paper = Paper()
    run(warehouse, paper)
    assert paper.out == [parcel_of(warehouse, number).waybill for number in "02"]
    assert [(row.id, row.waybill, row.error) for row in rows(warehouse, JobState.FAILED)] == [
        (*made.held, odd, "designs.kept_back")
    ]
    do(warehouse, commands.retry, made.held)  # somebody has seen it
    run(warehouse, paper)
    assert paper.out[-1] == odd
    with warehouse.reading() as session:
        assert not label_needs(session, 1, warehouse.clock()).parcel_ids


def test_the_labels_of_a_wave_never_overwrite_a_file_that_waits(shop: Warehouse) -> None:
    queue_labels(shop)
    before = {row.id: page_raster(row.file, 1, 203).data for row in rows(shop)}
    do(shop, hold, ids_of(shop, "0"), "x")
    queue_labels(shop)
    assert all(page_raster(row.file, 1, 203).data == before[row.id] for row in rows(shop) if row.id in before)


def test_a_waves_labels_are_those_made_last_for_all_of_it(shop: Warehouse) -> None:
    def labels_now() -> Path:
        with shop.reading() as session:
            return wave_papers(session, 1)["label"].file

    queue_labels(shop)
    do(shop, hold, ids_of(shop, "0"), "x")
    newest = make_wave_papers(shop, SYSTEM, DESK, 1, "zh_CN", queued=True).labels
    assert labels_now() == newest  # the older file has more pages: one of a parcel that is stopped
    make_parcel_label(shop, SYSTEM, DESK, parcel_of(shop, "1").id, "zh_CN")
    assert labels_now() == newest
    do(shop, commands.cancel, [row.id for row in rows(shop, JobState.WAITING)])
    make_needed_labels(shop, SYSTEM, DESK, 1, "zh_CN")
    assert labels_now() == newest


def test_setting_up_refuses_what_cannot_be(shop: Warehouse) -> None:
    with pytest.raises(Conflict, match="name_taken"):
        do(shop, add_printer, NET)
    with pytest.raises(BadInput, match="bad_address"):
        do(shop, add_printer, replace(NET, name="x", address="?"))
    for command in (change_printer, remove_printer):
        with pytest.raises(NotFound):
            do(shop, command, replace(NET, name="x") if command is change_printer else "x")
    do(shop, pause_printer, "Office", paused=True)  # one of the system's, by name
    with shop.reading() as session:
        assert {row.setup.name: row.setup.kind for row in printer_rows(session)} == {"Net": Kind.ZPL, "Office": Kind.QT}


def test_pausing_a_printer_of_the_systems_keeps_the_dots_of_the_settings(shop: Warehouse) -> None:
    do(shop, change_settings, {"label_dpi": 300, "label_printer": "Office"})
    do(shop, pause_printer, "Office", paused=True)
    with shop.reading() as session:
        assert label_dpi(session) == 300


def test_labels_come_with_each_parcel_where_the_shop_wants_it(shop: Warehouse) -> None:
    with shop.reading() as session:
        assert not labels_at_desk(session, 1)
    do(shop, choose_label_on_complete, True)
    with shop.reading() as session:
        assert labels_at_desk(session, 1)
    do(shop, choose_printer, "")
    with shop.reading() as session:
        assert not labels_at_desk(session, 1)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(("one", "two")), st.integers(0, 6)), min_size=20, max_size=40), net=st.booleans())
def test_two_desks_never_print_the_same_label(house: House, steps: list[tuple[str, int]], net: bool) -> None:
    """Whatever two desks do in whatever order: a label is at most once on paper unless a person said it was not."""
    shop = _filled(house.empty(), NET if net else replace(CABLE, name="Net"))
    queue_labels(shop, "one")
    out: list[str] = []
    sent_to: dict[str, commands.Claimed] = {}
    for desk, step in steps:
        with shop.transaction(SYSTEM, desk) as tx:
            if step <= 2 and desk not in sent_to and (claimed := commands.claim_next(tx, "Net")) is not None:
                assert not net or not sent_to  # a shared printer has one label at a time
                sent_to[desk] = claimed
            elif step in (3, 4) and desk in sent_to:
                claimed = sent_to.pop(desk)
                if step == 3:
                    out.append(claimed.waybill)
                commands.finish(tx, claimed.job_id, "printed" if step == 3 else "failed", "" if step == 3 else "x")
            elif step == 5:
                commands.retry(tx, [row.id for row in rows_in(tx) if row.state in (JobState.FAILED, JobState.WAITING)])
        if step == 6:
            queue_if_nothing_moves(shop, desk, sent_to)
    reprints = [row for row in rows(shop) if row.state is JobState.PRINTED]
    assert sorted(out) == sorted(row.waybill for row in reprints)
    by_parcel = {row.parcel_id: row.waybill for row in rows(shop)}
    assert len(set(by_parcel.values())) == len(by_parcel) == ORDERS
    assert {parcel_of(shop, str(n)).id: parcel_of(shop, str(n)).waybill for n in range(ORDERS)} == by_parcel
    waiting = [row.parcel_id for row in rows(shop, JobState.WAITING, JobState.SENT)]
    assert len(waiting) == len(set(waiting))  # none is before a printer twice


def rows_in(tx: Tx) -> list[QueueRow]:
    return queue(tx.session, ALL)


def queue_if_nothing_moves(shop: Warehouse, desk: str, sent_to: dict[str, commands.Claimed]) -> None:
    if not sent_to:
        queue_labels(shop, desk)
        return
    with pytest.raises(Conflict, match="on_its_way"):
        queue_labels(shop, desk)


def test_the_way_out_of_an_empty_queue_is_none(warehouse: Warehouse, tmp_path: Path) -> None:
    assert print_next(warehouse, DESK, "nobody's", Paper(lambda sheet: (_ for _ in ()).throw(Unreachable("x")))) is None
