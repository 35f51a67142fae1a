"""Print components: what is said and heard in each dialect, and every way a component can let one down."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.dispatch.component_server import GOOD, Component, Script, component
from tests.shop import DESK, add_orders, add_products, add_stock, do, order, parcel_of, parsed, release_and_wave
from warehouse_app.dispatch.components.client import Outcome, PrintState, Timeouts, list_printers, print_by_component
from warehouse_app.dispatch.components.rules import DIALECTS, Address, Document, parse_printer, printer_setting, understand
from warehouse_app.dispatch.components.transport import ComponentTransport, task_of
from warehouse_app.dispatch.files import WaybillRow
from warehouse_app.dispatch.papers import make_wave_papers
from warehouse_app.dispatch.printing.commands import retry
from warehouse_app.dispatch.printing.printers import choose_printer
from warehouse_app.dispatch.printing.rules import PrinterSetup
from warehouse_app.dispatch.printing.worker import print_next
from warehouse_app.dispatch.queries import print_jobs
from warehouse_app.dispatch.tables import PrintJob
from warehouse_app.dispatch.waybills import import_waybills
from warehouse_app.errors import Cancelled, Conflict, NotFound
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.warehouse import Warehouse

QUICK = Timeouts(connect=2, answer=1, printed=1, late=1)
DATA = {"encryptedData": "AES:x", "templateURL": "http://example.com/t"}


@pytest.fixture
def cainiao() -> Iterator[Component]:
    with component() as made:
        yield made


def printing(
    made: Component, task: str = "job-1", printer: str = "KM-202", timeouts: Timeouts = QUICK, again: bool = False
) -> tuple[Outcome, list[PrintState]]:
    states: list[PrintState] = []
    document = Document("75000000000001", DATA)
    return print_by_component(made.address, printer, task, [document], timeouts, states.append, again=again), states


@pytest.mark.parametrize("vendor", list(DIALECTS))
def test_every_dialect_lists_printers_prints_and_fails(vendor: str) -> None:
    with component(vendor) as made:
        assert list_printers(made.address, QUICK) == ("KM-202", "热敏 203")
        outcome, states = printing(made)
        assert outcome == Outcome("printed")
        assert states == (["sent", "rendered", "printed"] if made.speech == "common" else ["sent", "printed"])
        made.script = [("say", "failed")]
        outcome, states = printing(made, "job-2")
        assert (outcome.state, outcome.code, outcome.fields["words"]) == ("failed", "numbers.component_failed", "out of paper")
        assert (made.printed, made.tasks, states[-1]) == (["job-1"], ["job-1", "job-2"], "failed")


def test_what_is_asked_for_is_one_document_in_one_task(cainiao: Component) -> None:
    printing(cainiao)
    (said,) = [message for message in cainiao.heard if message["cmd"] == "print"]
    documents = [{"documentID": "75000000000001", "contents": [DATA]}]
    assert said["task"] == {"taskID": "job-1", "preview": False, "printer": "KM-202", "documents": documents}
    assert said["version"] == "1.0"
    with pytest.raises(ValueError, match="unpack"):
        print_by_component(cainiao.address, "KM-202", "x", [Document("1", DATA)] * 2, QUICK, print)


CASES: dict[str, tuple[Script, str, str]] = {
    "closed at once": ([("close",)], "unknown", "numbers.component_closed"),
    "closed after rendering": ([("say", "rendered"), ("close",)], "unknown", "numbers.component_closed"),
    "only rendered": ([("say", "rendered")], "unknown", "numbers.component_late"),
    "another task was printed": ([("other", "printed")], "unknown", "numbers.component_late"),
    "garbage, then printed": ([("garbage",), ("say", "printed")], "printed", ""),
    "twice": ([("say", "printed"), ("say", "printed")], "printed", ""),
    "another failed, ours printed": ([("other", "failed"), ("say", "printed")], "printed", ""),
    "partly": ([("say", "partPrinted")], "failed", "numbers.component_failed"),
    "the newer notices": ([("doc", "rendered"), ("doc", "printed")], "printed", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_only_its_own_printed_counts(cainiao: Component, case: str) -> None:
    cainiao.script, state, code = CASES[case]
    outcome, states = printing(cainiao, timeouts=Timeouts(2, 1, 0.2, 0.2))
    assert (outcome.state, outcome.code) == (state, code)
    assert states.count("printed") == (1 if state == "printed" else 0)
    assert states[-1] == state


def test_a_late_printed_still_counts_for_its_own_task(cainiao: Component) -> None:
    now = threading.Event()
    cainiao.script = [("say", "rendered"), ("wait", now), ("other", "printed"), ("say", "printed")]
    states: list[PrintState] = []

    def heard(state: PrintState) -> None:
        states.append(state)
        if state == "late":
            now.set()

    outcome = print_by_component(cainiao.address, "KM-202", "j", [Document("1", DATA)], Timeouts(2, 1, 0.2, 5), heard)
    assert (outcome.state, states) == ("printed", ["sent", "rendered", "late", "printed"])


def test_trying_again_after_it_was_closed_prints_nothing_twice(cainiao: Component) -> None:
    cainiao.script = [("print",), ("close",)]
    assert printing(cainiao)[0].state == "unknown"
    cainiao.script = GOOD
    outcome, states = printing(cainiao, again=True)
    assert (outcome.state, states) == ("printed", ["printed"])
    assert (cainiao.printed, cainiao.tasks) == (["job-1"], ["job-1"])
    assert printing(cainiao, "job-2", again=True)[0].state == "printed"  # of this one it knows nothing: it is printed
    assert cainiao.printed == ["job-1", "job-2"]


def test_a_printer_that_is_not_there_is_told_before_anything_is_sent(cainiao: Component) -> None:
    outcome, states = printing(cainiao, printer="Zebra")
    assert (outcome.code, outcome.fields) == ("numbers.component_no_printer", {"printer": "Zebra", "there": "KM-202, 热敏 203"})
    assert (states, cainiao.tasks) == (["failed"], [])


def nobody() -> Address:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return Address(DIALECTS["pinduoduo"], taken.getsockname()[1])


@pytest.mark.parametrize("where", ["nobody", "no component"])
def test_a_component_that_is_not_running_is_named(where: str) -> None:
    if where == "nobody":
        with pytest.raises(NotFound) as off:
            list_printers(nobody(), QUICK)
    else:  # another program has the port
        with socket.create_server(("127.0.0.1", 0)) as other:

            def greet() -> None:
                line, _ = other.accept()
                with line:
                    line.recv(4096)
                    line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

            thread = threading.Thread(target=greet)
            thread.start()
            with pytest.raises(NotFound) as off:
                list_printers(Address(DIALECTS["pinduoduo"], other.getsockname()[1]), QUICK)
            thread.join()
    assert off.value.code == "numbers.off_pinduoduo"


def test_a_component_that_says_nothing_is_told_from_one_that_is_off(cainiao: Component) -> None:
    cainiao.answers = False
    with pytest.raises(Conflict) as silent:
        list_printers(cainiao.address, Timeouts(2, 0.2))
    assert silent.value.code == "numbers.component_silent"
    assert printing(cainiao, timeouts=Timeouts(2, 0.2))[0].state == "failed"


def test_waiting_ends_when_nobody_waits_any_more(cainiao: Component) -> None:
    cainiao.script = []

    def gone() -> None:
        if cainiao.tasks:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_by_component(
            cainiao.address, "KM-202", "j", [Document("1", DATA)], Timeouts(2, 1, 60, 60), print, still_wanted=gone
        )


@pytest.mark.parametrize(
    ("setting", "vendor", "port", "printer"),
    [
        ("component:cainiao:KM-202", "cainiao", 13528, "KM-202"),
        ("component:kuaishou@40000:a:b", "kuaishou", 40000, "a:b"),
    ],
)
def test_the_setting_of_a_components_printer(setting: str, vendor: str, port: int, printer: str) -> None:
    found = parse_printer(setting)
    assert found is not None
    assert (found[0].dialect.vendor, found[0].port, found[1]) == (vendor, port, printer)
    assert printer_setting(*found) == setting


@pytest.mark.parametrize("setting", ["KM-202", "component:nobody:KM", "component:jd:", "component:jd@x:KM", ""])
def test_other_printers_are_none_of_a_component(setting: str) -> None:
    assert parse_printer(setting) is None


@pytest.mark.parametrize("raw", ["", "{", "7", "null", '"printed"', b"\xff\xfe", '{"cmd": 7, "printStatus": 3, "printers": {}}'])
def test_whatever_is_said_nothing_breaks_and_nothing_is_printed(raw: str | bytes) -> None:
    for dialect in DIALECTS.values():
        assert understand(dialect, raw).state == ""


def setting_of(made: Component) -> str:
    return printer_setting(made.address, "KM-202")


# --- jobs -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def jobs(local_warehouse: Warehouse, cainiao: Component) -> list[int]:
    """The label jobs of a wave of three; the last parcel's number came without print data."""
    warehouse = local_warehouse
    add_products(warehouse, 1)
    add_stock(warehouse, {"SKU1": 9})
    add_orders(warehouse, *(order(str(n), {"SKU1": 1}) for n in range(3)))
    rows = [
        WaybillRow(n, "中通快递", f"7500000000000{n}", order=str(n), print_data=DATA if n < 2 else None, routing_mark="A")
        for n in range(3)
    ]
    assert do(warehouse, import_waybills, parsed(rows)).errors == []
    do(warehouse, choose_printer, setting_of(cainiao))
    make_wave_papers(warehouse, SYSTEM, DESK, release_and_wave(warehouse).made.id, "zh_CN", queued=True)
    with warehouse.reading() as session:
        return [job.id for job in reversed(print_jobs(session)) if job.paper == "label"]


def run(warehouse: Warehouse, setting: str, times: int = 1) -> list[tuple[str, str]]:
    """Print so many labels of the queue; how each ended, and why."""

    def way(setup: PrinterSetup) -> ComponentTransport:
        assert setup.address == setting
        return ComponentTransport(warehouse, setting, QUICK)

    ended = [print_next(warehouse, DESK, setting, way) for _ in range(times)]
    return [("", "") if one is None else (one.state.value, one.error.code if one.error else "") for one in ended]


def states_of(warehouse: Warehouse, ids: list[int]) -> list[tuple[str, str]]:
    with warehouse.reading() as session:
        rows = {row.id: (row.state, row.error) for row in session.scalars(select(PrintJob).where(PrintJob.id.in_(ids)))}
    return [rows[job_id] for job_id in ids]


def test_jobs_are_printed_one_by_one_and_one_without_data_fails_alone(
    local_warehouse: Warehouse, cainiao: Component, jobs: list[int]
) -> None:
    without = "numbers.no_print_data"
    assert run(local_warehouse, setting_of(cainiao), 4) == [("printed", ""), ("printed", ""), ("failed", without), ("", "")]
    assert states_of(local_warehouse, jobs) == [("printed", ""), ("printed", ""), ("failed", without)]
    said = [message["task"]["documents"][0]["documentID"] for message in cainiao.heard if message["cmd"] == "print"]
    assert said == [parcel_of(local_warehouse, str(n)).waybill for n in range(2)]
    with local_warehouse.reading() as session:
        moments = dict(session.execute(select(PrintJob.id, PrintJob.at)).all())
    assert cainiao.tasks == [task_of(job_id, moments[job_id]) for job_id in jobs[:2]]


def test_closed_meanwhile_a_person_is_asked_and_another_try_is_the_same_print(
    local_warehouse: Warehouse, cainiao: Component, jobs: list[int]
) -> None:
    cainiao.script = [("print",), ("close",)]
    assert run(local_warehouse, setting_of(cainiao)) == [("unknown", "numbers.component_closed")]
    do(local_warehouse, retry, jobs[:1])
    cainiao.script = GOOD
    assert run(local_warehouse, setting_of(cainiao)) == [("printed", "")]
    assert states_of(local_warehouse, jobs[:1]) == [("printed", "")]
    assert len(cainiao.printed) == len(cainiao.tasks) == 1


def test_labels_wait_for_a_component_that_is_off(local_warehouse: Warehouse, cainiao: Component, jobs: list[int]) -> None:
    off = printer_setting(nobody(), "KM-202")
    do(local_warehouse, retry, jobs, off)
    assert run(local_warehouse, off, 2) == [("waiting", "numbers.off_pinduoduo")] * 2
    assert states_of(local_warehouse, jobs[:2]) == [("waiting", "numbers.off_pinduoduo"), ("waiting", "")]


def test_a_setting_that_names_no_component_is_told(local_warehouse: Warehouse, jobs: list[int]) -> None:
    do(local_warehouse, retry, jobs, "component:x:y")
    assert run(local_warehouse, "component:x:y") == [("failed", "numbers.bad_component")]
