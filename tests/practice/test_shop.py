"""The practice shop: a local file whatever database the real shop has, the same each time, and its sheets scan."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.paper.reading import scanned
from tests.shop import problems_of
from warehouse_app.packing.rules import Command
from warehouse_app.practice.course import Choice
from warehouse_app.practice.documents import (
    TEST_EAN,
    TEST_JD,
    TEST_QR,
    TEST_WAYBILL,
    choice_code,
    write_practice_sheet,
    write_test_sheet,
)
from warehouse_app.practice.shop import goods, labels, open_shop
from warehouse_app.store.opening import SERVER_VARIABLE
from warehouse_app.store.warehouse import Actor


def test_the_same_each_time_and_always_a_local_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SERVER_VARIABLE, "postgresql://nobody@127.0.0.1:1/none")
    shop = open_shop(tmp_path, Actor(7, "小周", "clerk"), "en")
    with closing(shop.warehouse) as warehouse:
        assert warehouse.engine.dialect.name == "sqlite"
        assert problems_of(warehouse) == []
    assert (shop.actor.name, shop.actor.role) == ("小周", "clerk")
    assert tuple(plan.waybill for plan in shop.plans) == labels()
    numbers = [int(plan.number[-2:]) for plan in shop.plans]
    assert numbers == [1, 4, 6, 7, 2, 3, 5, 8, 9, 10]  # one item before several: a printed sheet fits every shop made later
    assert [good.barcode for good in goods("zh_CN").values()] == [good.barcode for good in shop.goods.values()]


def test_the_sheets_scan(tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    write_practice_sheet(file, "zh_CN")
    codes = {code for page in scanned(file) for code in page}
    wanted = {*labels(), *(good.barcode for good in goods("en").values()), *map(choice_code, Choice)}
    assert codes == wanted | {Command.CONFIRM, Command.UNDO, Command.LEAVE}
    write_test_sheet(file, "en")
    assert set(scanned(file)[0]) == {TEST_EAN, TEST_WAYBILL, TEST_QR, Command.CONFIRM, TEST_JD}
