"""Never sell what is not there: a shop hears of a SKU once when it runs out, and once when it is back."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from threading import Thread

import openpyxl
import pytest
from sqlalchemy import event, func, insert, select, update

from tests.shop import DAY, DESK, add_orders, add_products, add_stock, do, order, problems_of
from warehouse_app.catalog.editing.commands import edit_product
from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.release import release
from warehouse_app.orders.selling.commands import SaleExport, export_available, export_changes, set_reserve
from warehouse_app.orders.selling.queries import available_page, available_rows, changes, shops
from warehouse_app.orders.selling.rules import news, offer
from warehouse_app.orders.tables import SaleState
from warehouse_app.people.commands import SYSTEM
from warehouse_app.stock import ledger
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Location, Lot
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

TODAY = DAY.date()


def _shop(warehouse: Warehouse, stock: dict[str, int], *orders: dict[str, int]) -> int:
    """One shop with stock and an order; returns the shop's id."""
    add_products(warehouse, 3)
    add_stock(warehouse, stock)
    lines = orders or ({"SKU1": 1},)
    add_orders(warehouse, *(order(f"N{n}", pieces) for n, pieces in enumerate(lines)))
    with warehouse.reading() as session:
        (shop,) = shops(session)
    return shop.id


def _news(warehouse: Warehouse, shop_id: int) -> list[tuple[str, str, int]]:
    with warehouse.reading() as session:
        return [(change.what, change.row.seller_code, change.row.offer) for change in changes(session, shop_id, TODAY)]


def _offers(warehouse: Warehouse, shop_id: int) -> dict[str, tuple[int, int]]:
    with warehouse.reading() as session:
        return {row.seller_code: (row.available, row.offer) for row in available_rows(session, shop_id, TODAY)}


def _refused(warehouse: Warehouse, shop_id: int, path: Path, kind: str = "csv") -> str:
    with pytest.raises(WarehouseError) as caught:
        do(warehouse, export_changes, shop_id, path, kind)  # type: ignore[arg-type]  # as a person may say it
    return caught.value.code


def _receive_lot(tx: Tx, sku_id: int, bin_code: str, lot: str, days: int, pieces: int) -> None:
    """Pieces of a lot that may be sold for ``days`` more days."""
    tx.connection.execute(insert(Lot), [{"sku_id": sku_id, "code": lot, "expires": TODAY + timedelta(days=days)}])
    place = tx.session.scalar(select(Location.id).where(Location.code == bin_code))
    assert place is not None
    source = ledger.virtual_locations(tx)[Virtual.SUPPLIER]
    ledger.post(tx, new_action(), Reason.OPENING, [Posting(sku_id, source, place, pieces, lot)], "test")


def _close_bin(tx: Tx, code: str, **values: object) -> None:
    tx.connection.execute(update(Location).where(Location.code == code).values(**values))


def test_what_is_offered_and_what_is_news() -> None:
    assert [offer(5, 2), offer(2, 2), offer(1, 2), offer(-3, 0)] == [3, 0, 0, 0]
    assert [news(None, 0), news(True, 0), news(False, 0)] == ["take_off", "take_off", None]
    assert [news(None, 1), news(True, 1), news(False, 1)] == [None, None, "back_on"]


def test_a_shop_hears_once_of_what_ran_out_and_once_of_what_is_back(warehouse: Warehouse, tmp_path: Path) -> None:
    shop_id = _shop(warehouse, {"SKU1": 5, "SKU2": 0, "SKU3": 1})
    assert _news(warehouse, shop_id) == [("take_off", "SKU2", 0)]
    path = tmp_path / "changes.csv"
    assert do(warehouse, export_changes, shop_id, path, "csv") == SaleExport(path, 1, 0)
    assert _news(warehouse, shop_id) == []
    assert _refused(warehouse, shop_id, tmp_path / "again.csv") == "selling.nothing_new"
    assert not (tmp_path / "again.csv").exists()
    add_stock(warehouse, {"SKU1": 0, "SKU2": 7})
    assert _news(warehouse, shop_id) == [("take_off", "SKU1", 0), ("back_on", "SKU2", 7)]
    assert do(warehouse, export_changes, shop_id, path, "csv") == SaleExport(path, 1, 1)
    add_stock(warehouse, {"SKU2": 0})
    assert _news(warehouse, shop_id) == [("take_off", "SKU2", 0)]
    add_stock(warehouse, {"SKU2": 2})
    assert _news(warehouse, shop_id) == []
    assert problems_of(warehouse) == []


def test_the_file_says_what_to_do_in_csv_and_xlsx(warehouse: Warehouse, tmp_path: Path) -> None:
    shop_id = _shop(warehouse, {"SKU1": 5, "SKU2": 1, "SKU3": 1})
    add_stock(warehouse, {"SKU2": 0})
    do(warehouse, export_changes, shop_id, tmp_path / "a.csv", "csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["商家编码", "商品名称", "颜色", "尺码", "操作", "可售数量"],
        ["SKU2", "商品2", "黑色", "M", "下架", "0"],
    ]
    add_stock(warehouse, {"SKU2": 3})
    do(warehouse, export_changes, shop_id, tmp_path / "a.xlsx", "xlsx", "en")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert list(sheet.values)[1] == ("SKU2", "商品2", "黑色", "M", "back on sale", 3)


def test_a_file_that_cannot_be_written_changes_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    shop_id = _shop(warehouse, {"SKU1": 5, "SKU2": 0, "SKU3": 1})
    assert _refused(warehouse, shop_id, tmp_path / "missing" / "a.csv") == "sheets.cannot_write"
    assert _refused(warehouse, shop_id, tmp_path / "a.doc", "doc") == "sheets.unknown_suffix"
    assert _news(warehouse, shop_id) == [("take_off", "SKU2", 0)]
    with warehouse.reading() as session:
        assert session.scalar(select(func.count()).select_from(SaleState)) == 0
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_what_is_promised_or_in_reserve_is_not_offered(warehouse: Warehouse) -> None:
    shop_id = _shop(warehouse, {"SKU1": 5, "SKU2": 3, "SKU3": 1}, {"SKU1": 2})
    do(warehouse, release)
    do(warehouse, set_reserve, shop_id, 2)
    assert _offers(warehouse, shop_id) == {"SKU1": (3, 1), "SKU2": (3, 1), "SKU3": (1, 0)}
    assert _news(warehouse, shop_id) == [("take_off", "SKU3", 0)]
    do(warehouse, set_reserve, shop_id, 3)
    assert [code for _, code, _ in _news(warehouse, shop_id)] == ["SKU1", "SKU2", "SKU3"]


@pytest.mark.parametrize("values", [{"sellable": False}, {"active": False}])
def test_goods_in_a_bin_nothing_is_sold_from_are_not_offered(warehouse: Warehouse, values: dict[str, object]) -> None:
    shop_id = _shop(warehouse, {"SKU1": 5, "SKU2": 3, "SKU3": 1})
    do(warehouse, _close_bin, "A-1", **values)
    assert _offers(warehouse, shop_id)["SKU1"] == (0, 0)
    assert _news(warehouse, shop_id) == [("take_off", "SKU1", 0)]


def test_a_lot_is_offered_up_to_its_last_day(warehouse: Warehouse) -> None:
    shop_id = _shop(warehouse, {"SKU1": 0, "SKU2": 3, "SKU3": 1})
    do(warehouse, _receive_lot, 1, "A-1", "OLD", -1, 4)
    assert _offers(warehouse, shop_id)["SKU1"] == (0, 0)
    do(warehouse, _receive_lot, 1, "A-1", "TODAY", 0, 2)
    assert _offers(warehouse, shop_id)["SKU1"] == (2, 2)
    do(warehouse, _receive_lot, 1, "A-1", "LATER", 30, 5)
    assert _offers(warehouse, shop_id)["SKU1"] == (7, 7)
    with warehouse.reading() as session:
        later = available_rows(session, shop_id, TODAY + timedelta(days=1))
    assert later[0].available == 5


def test_materials_and_retired_skus_are_left_out(warehouse: Warehouse) -> None:
    shop_id = _shop(warehouse, {"SKU1": 0, "SKU2": 0, "SKU3": 0})
    do(warehouse, edit_product, 1, {"material": True})
    with warehouse.transaction(SYSTEM, DESK) as tx:
        tx.connection.execute(update(Sku).where(Sku.seller_code == "SKU2").values(active=False))
    assert _offers(warehouse, shop_id) == {"SKU3": (0, 0)}
    assert _news(warehouse, shop_id) == [("take_off", "SKU3", 0)]


def test_shops_are_told_each_for_itself(warehouse: Warehouse, tmp_path: Path) -> None:
    shop_id = _shop(warehouse, {"SKU1": 5, "SKU2": 0, "SKU3": 1})
    add_orders(warehouse, order("M1", {"SKU1": 1}, shop="另一家店"), name="other.csv")
    with warehouse.reading() as session:
        other_id = next(shop.id for shop in shops(session) if shop.id != shop_id)
    do(warehouse, export_changes, shop_id, tmp_path / "a.csv", "csv")
    assert _news(warehouse, shop_id) == []
    assert _news(warehouse, other_id) == [("take_off", "SKU2", 0)]


def test_two_desks_tell_a_shop_once(warehouse: Warehouse, tmp_path: Path) -> None:
    shop_id = _shop(warehouse, {"SKU1": 5, "SKU2": 0, "SKU3": 0})
    outcomes: list[str] = []

    def desk(number: int) -> None:
        try:
            done = do(warehouse, export_changes, shop_id, tmp_path / f"{number}.csv", "csv")
            outcomes.append(f"told {done.taken_off}")
        except WarehouseError as error:
            outcomes.append(error.code)

    desks = [Thread(target=desk, args=(number,)) for number in range(2)]
    for each in desks:
        each.start()
    for each in desks:
        each.join()
    assert sorted(outcomes) == ["selling.nothing_new", "told 2"]
    assert len(list(tmp_path.glob("*.csv"))) == 1


def test_the_full_list_has_every_sku_and_counts_as_telling_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    shop_id = _shop(warehouse, {"SKU1": 5, "SKU2": 0, "SKU3": 1})
    assert do(warehouse, export_available, shop_id, tmp_path / "all.csv", "csv") == 3
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row[0], row[4], row[5]) for row in csv.reader(file)][1:] == [
            ("SKU1", "5", "5"),
            ("SKU2", "0", "0"),
            ("SKU3", "1", "1"),
        ]
    assert _news(warehouse, shop_id) == [("take_off", "SKU2", 0)]
    assert do(warehouse, export_available, shop_id, tmp_path / "all.xlsx", "xlsx", "en") == 3


def test_the_list_comes_in_pages(warehouse: Warehouse) -> None:
    shop_id = _shop(warehouse, {"SKU1": 5, "SKU2": 0, "SKU3": 9})
    with warehouse.reading() as session:
        page = available_page(session, shop_id, TODAY, sort="offer", descending=True, limit=2)
        assert ([row.seller_code for row in page.rows], page.total) == (["SKU3", "SKU1"], 3)
        assert [row.offer for row in available_page(session, shop_id, TODAY, text="商品2").rows] == [0]


@pytest.mark.parametrize("pieces", [-1, 1.5, True, 100_001])
def test_a_reserve_that_cannot_be(warehouse: Warehouse, pieces: int) -> None:
    shop_id = _shop(warehouse, {"SKU1": 5})
    with pytest.raises(WarehouseError) as caught:
        do(warehouse, set_reserve, shop_id, pieces)
    assert caught.value.code == "selling.bad_reserve"


def test_a_shop_nobody_knows(warehouse: Warehouse, tmp_path: Path) -> None:
    assert _refused(warehouse, 99, tmp_path / "a.csv") == "selling.unknown_shop"
    for command, arguments in ((export_available, (99, tmp_path / "a.csv", "csv")), (set_reserve, (99, 1))):
        with pytest.raises(WarehouseError) as caught:
            do(warehouse, command, *arguments)  # type: ignore[arg-type]  # commands of different arguments
        assert caught.value.code == "selling.unknown_shop"
    with warehouse.reading() as session, pytest.raises(WarehouseError) as caught:
        changes(session, 99, TODAY)
    assert caught.value.code == "selling.unknown_shop"


def test_telling_takes_the_same_few_statements_whatever_there_is(local_warehouse: Warehouse, tmp_path: Path) -> None:
    shop_id = _shop(local_warehouse, {"SKU1": 1})
    counts = []
    for number, more in enumerate((3, 600)):
        add_products(local_warehouse, more)
        said: list[str] = []
        with local_warehouse.transaction(SYSTEM, DESK) as tx:
            event.listen(tx.connection, "before_cursor_execute", lambda *args, told=said: told.append(args[2]))
            export_changes(tx, shop_id, tmp_path / f"{number}.csv", "csv")
        counts.append(len(said))
    assert counts[0] == counts[1]
