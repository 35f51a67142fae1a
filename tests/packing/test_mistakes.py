"""Mistakes that came back are recorded against their parcel, corrected, withdrawn, listed, and counted in one's own figures."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from tests.packing.desk import ONE, THREE, TWO, id_of, ship, sku_id
from tests.shop import do, ids_of, pack, parcel_of, problems_of, scan
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError
from warehouse_app.orders.queries import order_view
from warehouse_app.packing import commands as packing
from warehouse_app.packing.aside.queries import asides_count, shorts_count
from warehouse_app.packing.figures import own_figures
from warehouse_app.packing.mistakes.commands import change_mispack, record_mispack, withdraw_mispack
from warehouse_app.packing.mistakes.queries import MispackFilter, MispackRow, find_parcel, mispacks_page
from warehouse_app.packing.mistakes.rules import CAUSES, KINDS, OF_GOODS, Told, what_is_wrong
from warehouse_app.people.commands import add_person
from warehouse_app.people.rules import Role
from warehouse_app.store.tables import Audit
from warehouse_app.store.warehouse import Actor, Warehouse, new_action


def page(warehouse: Warehouse, **wanted: object) -> list[MispackRow]:
    with warehouse.reading() as session:
        found = mispacks_page(session, MispackFilter(**wanted))  # type: ignore[arg-type]  # fields by name
    assert found.total == len(found.rows)
    return found.rows


def test_a_mistake_from_its_record_to_its_withdrawal(shop: Warehouse) -> None:
    checker = do(shop, add_person, "阿敏", "1234", Role.OWNER)
    scan(shop, None, parcel_of(shop, "2").waybill)
    with shop.transaction(Actor(checker.id, "阿敏", Role.OWNER), "desk 2") as tx:
        packing.scan(tx, id_of(shop, "2"), (THREE,), new_action())
    ship(shop, "2")
    with shop.reading() as session:
        parcel = find_parcel(session, ("2",))
        assert find_parcel(session, (parcel_of(shop, "2").waybill,)) == parcel
        assert find_parcel(session, ("nothing",)) is None
    assert parcel is not None
    assert (parcel.packer_id, parcel.packer, parcel.checker_id) == (1, "Packdesk", checker.id)
    assert [(goods.seller_code, goods.pieces) for goods in parcel.goods] == [("SKU2", 1)]
    told = Told("wrong_item", "look_alike", sku_id(shop, "SKU2"), 1, parcel.packer_id, checker.id, Decimal("12.50"), "买家拍照")
    action = new_action()
    kept = do(shop, record_mispack, parcel.id, told, action)
    assert do(shop, record_mispack, parcel.id, told, action) == kept
    (row,) = page(shop)
    assert (row.orders, row.seller_code, row.packer, row.checker, row.cost) == (
        "2", "SKU2", "Packdesk", "阿敏", Decimal("12.50"),
    )  # fmt: skip
    do(shop, change_mispack, kept, Told("missing", "not_scanned", sku_id(shop, "SKU2"), 2, 1, None, None))
    (row,) = page(shop)
    assert (row.kind, row.pieces, row.checker_id, row.cost) == ("missing", 2, None, None)
    do(shop, withdraw_mispack, kept, "买家看错了")
    assert [found.withdrawn for found in page(shop)] == ["买家看错了"]
    with shop.reading() as session:
        trail = session.scalars(select(Audit.kind).where(Audit.subject == str(kept)).order_by(Audit.id)).all()
        assert trail == ["mispack_changed", "mispack_withdrawn"]
        kinds = [line.kind for line in order_view(session, ids_of(shop, "2")[0]).history]
        assert kinds.count("mispack") == 1
    with pytest.raises(Conflict):
        do(shop, withdraw_mispack, kept, "x")
    with pytest.raises(NotFound):
        do(shop, change_mispack, 99, told)
    assert problems_of(shop) == []


def test_the_list_is_found_by_kind_person_time_and_text(shop: Warehouse) -> None:
    for number in ("1", "2"):
        pack(shop, number)
    do(shop, record_mispack, id_of(shop, "1"), Told("damaged", packer_id=1, note="纸箱破了"), new_action())
    do(shop, record_mispack, id_of(shop, "2"), Told("missing", sku_id=sku_id(shop, "SKU2")), new_action())
    now = shop.clock()
    for wanted, numbers in (
        ({}, ["2", "1"]), ({"kind": "damaged"}, ["1"]), ({"packer_id": 1}, ["1"]), ({"text": "纸箱"}, ["1"]),
        ({"text": parcel_of(shop, "2").waybill[-6:]}, ["2"]), ({"since": now + timedelta(hours=1)}, []),
        ({"since": now - timedelta(hours=1), "text": "%"}, []),
    ):  # fmt: skip
        assert [row.orders for row in page(shop, **wanted)] == numbers, wanted


def test_what_cannot_be_recorded(shop: Warehouse) -> None:
    with pytest.raises(Conflict) as early:
        do(shop, record_mispack, id_of(shop, "1"), Told("damaged"), new_action())
    assert early.value.code == "mispack.not_packed"
    pack(shop, "2")
    for told in (Told("nonsense"), Told("missing"), Told("damaged", pieces=0), Told("damaged", cost=Decimal(-1))):
        with pytest.raises(BadInput):
            do(shop, record_mispack, id_of(shop, "2"), told, new_action())
    kept = do(shop, record_mispack, id_of(shop, "2"), Told("damaged"), new_action())
    for why in ("", " ", "x" * 201):
        with pytest.raises(WarehouseError):
            do(shop, withdraw_mispack, kept, why)
    assert [row.withdrawn for row in page(shop)] == [""]


@given(st.sampled_from(KINDS), st.sampled_from(CAUSES), st.integers(1, 10_000), st.booleans())
def test_a_mistake_about_goods_names_them(kind: str, cause: str, pieces: int, named: bool) -> None:
    told = Told(kind, cause, 1 if named else None, pieces)
    assert what_is_wrong(told) == ("mispack.sku_missing" if kind in OF_GOODS and not named else "")


def test_ones_own_figures_and_nobody_elses(shop: Warehouse) -> None:
    other = do(shop, add_person, "小周", "1234", Role.OWNER)
    scan(shop, None, parcel_of(shop, "1").waybill)
    for code in (THREE, ONE, THREE, ONE, ONE, TWO):  # two wrong items, one too many
        scan(shop, id_of(shop, "1"), code)
    pack(shop, "2")
    now = shop.clock()
    day = now - timedelta(hours=5)
    kept = do(shop, record_mispack, id_of(shop, "2"), Told("damaged", packer_id=1), new_action())
    do(shop, record_mispack, id_of(shop, "2"), Told("other", packer_id=1), new_action())
    with shop.reading() as session:
        mine = own_figures(session, 1, now, day)
        assert (mine.hour, mine.today, mine.caught, mine.parcels, mine.mistakes) == (2, 2, 3, 2, 1)
        assert mine.accuracy == 50
        late = own_figures(session, 1, now + timedelta(hours=2), now + timedelta(hours=1))
        assert (late.hour, late.today, late.caught, late.parcels) == (0, 0, 0, 2)
        theirs = own_figures(session, other.id, now, day)
        assert (theirs.today, theirs.accuracy) == (0, None)
    do(shop, withdraw_mispack, kept, "不是我们的错")
    for row in page(shop)[:1]:
        do(shop, withdraw_mispack, row.id, "也不是")
    with shop.reading() as session:
        assert own_figures(session, 1, now, day).accuracy == 100


def test_every_figure_is_counted_on_an_index(local_warehouse: Warehouse) -> None:
    asked: list[tuple[str, Any]] = []
    with local_warehouse.reading() as session:
        now = local_warehouse.clock()
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
        own_figures(session, 1, now, now)
        asides_count(session, now, 30)
        shorts_count(session, now)
        plans = [
            [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            for statement, values in list(asked)
        ]
    assert len(plans) == 7
    assert not [line for plan in plans for line in plan if line.startswith("SCAN")], plans
    assert any("ix_scan_caught" in line for plan in plans for line in plan)
