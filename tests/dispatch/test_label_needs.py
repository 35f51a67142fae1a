"""Which labels of a wave are printed again: those that never came out, and those older than a change of their order."""

from __future__ import annotations

from datetime import timedelta

import pypdf
import pytest
from sqlalchemy import update

from tests.shop import DAY, add_orders, do, ids_of, open_shop, order, pack, parcel_of, release_and_wave
from warehouse_app.dispatch.label_needs import PRINTING, LabelNeeds, label_needs
from warehouse_app.dispatch.papers import finish_print, make_needed_labels, make_wave_papers, send_jobs
from warehouse_app.dispatch.queries import wave_papers
from warehouse_app.errors import Conflict, NotAllowed
from warehouse_app.orders.commands import hold, unhold
from warehouse_app.people.commands import SYSTEM, add_person
from warehouse_app.people.rules import Role
from warehouse_app.picking.tables import Parcel
from warehouse_app.store.warehouse import Actor, Tx, Warehouse


@pytest.fixture
def wave(warehouse: Warehouse) -> int:
    warehouse.clock = lambda: DAY
    open_shop(warehouse, {"SKU1": 9}, *(order(number, {"SKU1": 1}) for number in "123"))
    return release_and_wave(warehouse).made.id


def needs(warehouse: Warehouse, wave_id: int, later: timedelta = timedelta()) -> LabelNeeds:
    with warehouse.reading() as session:
        return label_needs(session, wave_id, DAY + later)


def needed(warehouse: Warehouse, wave_id: int) -> set[str]:
    wanted = needs(warehouse, wave_id).parcel_ids
    return {number for number in "123" if parcel_of(warehouse, number).id in wanted}


def make(warehouse: Warehouse, wave_id: int, actor: Actor = SYSTEM) -> tuple[int, ...]:
    made = make_wave_papers(warehouse, actor, "desk", wave_id, "zh_CN")
    return made.jobs[1:4]


def test_every_label_is_needed_until_it_was_made(warehouse: Warehouse, wave: int) -> None:
    before = needs(warehouse, wave)
    assert (len(before.parcel_ids), before.begun) == (3, False)
    make(warehouse, wave)
    assert needs(warehouse, wave) == LabelNeeds((), True)
    with pytest.raises(Conflict) as caught:
        make_needed_labels(warehouse, SYSTEM, "desk", wave, "zh_CN")
    assert caught.value.code == "underway.no_label_needed"


def test_only_the_labels_that_failed_are_made_again_in_a_file_of_their_own(warehouse: Warehouse, wave: int) -> None:
    jobs = make(warehouse, wave)
    do(warehouse, send_jobs, jobs, "Zebra")
    do(warehouse, finish_print, jobs[:1], "printed")
    do(warehouse, finish_print, jobs[1:2], "failed", "jam")
    assert needed(warehouse, wave) == {"2"}
    late = needs(warehouse, wave, PRINTING + timedelta(seconds=1)).parcel_ids
    assert late == tuple(parcel_of(warehouse, number).id for number in "23")  # of the third the printer never spoke
    made = make_needed_labels(warehouse, SYSTEM, "desk", wave, "zh_CN")
    file, again = made.file, list(made.jobs)
    assert len(again) == 1
    text = "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    assert parcel_of(warehouse, "2").waybill in text.replace(" ", "")
    assert needed(warehouse, wave) == set()
    with warehouse.reading() as session:
        whole = wave_papers(session, wave)["label"]
    assert (whole.file != file, len(whole.jobs)) == (True, 3)  # the wave's own labels are still the wave's


def test_a_note_changed_after_printing_makes_the_label_old_once_the_order_goes_on(warehouse: Warehouse, wave: int) -> None:
    make(warehouse, wave)
    warehouse.clock = lambda: DAY + timedelta(hours=1)
    add_orders(warehouse, order("3", {"SKU1": 1}, message="请放门卫"), name="later", modified=DAY + timedelta(hours=1))
    assert needed(warehouse, wave) == set()  # stopped: no label at all
    do(warehouse, unhold, ids_of(warehouse, "3"))
    assert needed(warehouse, wave) == {"3"}
    make_needed_labels(warehouse, SYSTEM, "desk", wave, "zh_CN")
    assert needed(warehouse, wave) == set()


def test_stopped_and_gone_parcels_need_none_and_packed_ones_do(warehouse: Warehouse, wave: int) -> None:
    pack(warehouse, "1")
    do(warehouse, hold, ids_of(warehouse, "2"), "x")
    assert needed(warehouse, wave) == {"1", "3"}

    def leave(tx: Tx) -> None:
        tx.connection.execute(update(Parcel).where(Parcel.state == "packed").values(state="shipped"))

    do(warehouse, leave)
    assert needed(warehouse, wave) == {"3"}


def test_the_third_print_of_a_label_asks_for_the_right(warehouse: Warehouse, wave: int) -> None:
    do(warehouse, add_person, "店主", "1234", Role.OWNER)
    person = do(warehouse, add_person, "小周", "1234", Role.CLERK)
    clerk = Actor(person.id, person.name, person.role)
    make(warehouse, wave)
    jobs = make(warehouse, wave)
    do(warehouse, send_jobs, jobs, "Zebra")
    warehouse.clock = lambda: DAY + PRINTING * 2
    with pytest.raises(NotAllowed):
        make_needed_labels(warehouse, clerk, "desk", wave, "zh_CN")
