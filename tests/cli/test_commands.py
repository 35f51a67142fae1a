"""Every command of the command line: its JSON keys, its exit code, and what a person reads in both languages."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.desk import Desk, empty_folder
from warehouse_app.cli import main
from warehouse_app.store.folder import DATABASE

PRODUCTS = (
    "商家编码,商品名称,颜色,尺码,条码,价格,重量(克),库位,类目\n"
    "SKU1,围巾,白色,XL,6900000000014,29.90,120,A-1,围巾\n"
    "SKU2,帽子,黑色,M,6900000000021,19.90,80,A-2,帽子\n"
)
STOCK = "库位,商家编码,数量\nA-1,SKU1,5\nA-2,SKU2,1\n"
ORDERS = (
    "订单号,商家编码,数量,订单状态,收货人,手机,收货地址,付款时间,买家留言\n"
    "1001,SKU1,2,买家已付款，等待卖家发货,张三,13800000001,浙江省 杭州市 示例路1号,2026-11-03 09:00:00,\n"
    "1002,SKU2,4,买家已付款，等待卖家发货,李四,13800000002,浙江省 杭州市 示例路2号,2026-11-03 10:00:00,\n"
    "1003,SKU1,1,买家已付款，等待卖家发货,王五,13800000003,浙江省 杭州市 示例路3号,2026-11-03 11:00:00,请放贺卡\n"
    "1004,SKU1,1,交易关闭,赵六,13800000004,浙江省 杭州市 示例路4号,2026-11-03 11:00:00,\n"
)
WAYBILLS = "快递公司,运单号\n中通快递,75000000000001\n中通快递,75000000000002\n"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, migrated_file: Path) -> Desk:
    monkeypatch.delenv("PACKDESK_DATABASE", raising=False)
    for name, content in (("products", PRODUCTS), ("stock", STOCK), ("orders", ORDERS), ("waybills", WAYBILLS)):
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8-sig")
    return Desk(empty_folder(tmp_path / "data", migrated_file), capsys)


def _file(desk: Desk, name: str) -> Path:
    return desk.data.parent / name


def _stocked(desk: Desk) -> None:
    for kind in ("products", "stock", "orders", "waybills"):
        desk.run("import", kind, _file(desk, f"{kind}.csv"))


def test_the_first_user_is_the_owner_and_gets_a_badge(desk: Desk) -> None:
    first = desk.run("user", "add", "王示例", "--pin", "1234", "--role", "clerk")
    assert first["badge"].startswith("PDB")
    assert first["role"] == "owner"
    assert desk.run("user", "add", "李示例", "--pin", "1234", "--role", "clerk")["role"] == "clerk"
    assert desk.fail("user", "add", "李示例", "--pin", "1234", "--role", "clerk") == "people.name_taken"
    assert desk.fail("user", "add", "赵示例", "--pin", "12", "--role", "clerk") == "people.pin_form"
    assert desk.fail("user", "add", "孙示例", "--pin", "1234", "--user", "李示例") == "people.not_allowed"
    assert desk.fail("release", "--user", "nobody") == "people.no_such_person"


def test_import_says_what_is_new_changed_unchanged_and_wrong(desk: Desk) -> None:
    answer = desk.run("import", "products", _file(desk, "products.csv"))
    assert set(answer) >= {"new", "changed", "unchanged", "skipped", "errors"}
    assert (answer["new"], answer["changed"], answer["unchanged"], answer["skipped"], answer["errors"]) == (2, 0, 0, 0, [])
    again = desk.run("import", "products", _file(desk, "products.csv"))
    assert (again["new"], again["unchanged"]) == (0, 2)
    bad = _file(desk, "bad.csv")
    bad.write_text("库位,商家编码,数量\nA-1,SKU1,-3\nA-1,NOBODY,1\nA-1,SKU2,1.5\nA-2,SKU2,7\n", encoding="utf-8-sig")
    answer = desk.run("import", "stock", bad)
    assert (answer["new"], answer["skipped"]) == (1, 3)
    assert [set(error) for error in answer["errors"]] == [{"file", "row", "column", "code", "message"}] * 3
    assert sorted((error["file"], error["row"]) for error in answer["errors"]) == [("bad.csv", 2), ("bad.csv", 3), ("bad.csv", 4)]


def test_bins_come_in_by_file_and_stock_into_them_by_lot(desk: Desk) -> None:
    bins, goods, lots = (_file(desk, f"{name}.csv") for name in ("bins", "goods", "lots"))
    bins.write_text("库位,库区,容量(件),可混放\nB-1,甲,40,否\nB-2,甲,4.5,\nB-3,甲,,也许\n", encoding="utf-8-sig")
    assert desk.run("import", "bins", bins, "--dry-run")["new"] == 1
    answer = desk.run("import", "bins", bins)
    assert (answer["new"], answer["skipped"]) == (1, 2)
    assert [(error["row"], error["column"], error["code"]) for error in answer["errors"]] == [
        (3, "容量(件)", "sheets.not_whole"), (4, "可混放", "shelves.yes_or_no"),
    ]  # fmt: skip
    assert desk.run("import", "bins", bins)["unchanged"] == 1
    goods.write_text("商家编码,商品名称,长(cm),批次管理\nSKU8,面膜,12.5,是\n", encoding="utf-8-sig")
    assert desk.run("import", "products", goods)["new"] == 1
    lots.write_text("库位,商家编码,数量,批号,有效期\nB-1,SKU8,5,L1,20990630\nB-1,SKU8,5,,\n", encoding="utf-8-sig")
    answer = desk.run("import", "stock", lots)
    assert (answer["new"], [error["code"] for error in answer["errors"]]) == (1, ["sheets.lot_needed"])
    assert desk.run("check")["ok"]
    assert "Fill in the lot" in desk.say("import", "stock", lots)


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    assert desk.run("import", "products", _file(desk, "products.csv"), "--dry-run")["new"] == 2
    assert desk.run("show", "stock")["total"] == 0
    assert desk.run("import", "products", _file(desk, "products.csv"))["new"] == 2


def test_all_or_nothing(desk: Desk) -> None:
    desk.run("import", "products", _file(desk, "products.csv"))
    bad = _file(desk, "bad.csv")
    bad.write_text("库位,商家编码,数量\nA-1,SKU1,3\nA-1,NOBODY,1\n", encoding="utf-8-sig")
    answer = desk.run("import", "stock", bad, "--all-or-nothing")
    assert (answer["new"], answer["skipped"]) == (0, 1)
    assert [row["on_hand"] for row in desk.run("show", "stock")["rows"]] == [0, 0]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheets.empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2000), ""),
        ("订单号,商家编码,数量\n".encode(), "sheets.header_only"),
        (None, ""),
    ],
)
def test_a_file_that_cannot_be_read_is_a_plain_error(desk: Desk, content: bytes | None, code: str) -> None:
    file = _file(desk, "strange.csv")
    if content is not None:
        file.write_bytes(content)
    got = desk.fail("import", "orders", file)
    assert got.startswith("sheets.")
    assert got == (code or got)


def test_the_way_of_an_order_through_every_command(desk: Desk) -> None:
    _stocked(desk)
    released = desk.run("release")
    assert released == {"released": 1, "short": ["1002"], "look": ["1003"], "look_reasons": {"1003": ["message"]}}
    orders = {row["number"]: row for row in desk.run("show", "orders")["rows"]}
    assert all(set(row) >= {"number", "shop", "state", "deadline", "parcels"} for row in orders.values())
    assert {number: row["state"] for number, row in orders.items()} == {
        "1001": "released", "1002": "short", "1003": "look", "1004": "cancelled",
    }  # fmt: skip
    wave = desk.run("wave", "create")
    assert wave["parcels"] == 1
    assert all(Path(wave[paper]).stat().st_size > 500 for paper in ("pick_list", "labels", "slips"))
    assert desk.fail("wave", "create") == "picking.nothing_released"
    (parcel,) = desk.run("show", "parcels")["rows"]
    assert (parcel["waybill"], parcel["courier"], parcel["state"], parcel["orders"], parcel["lines"]) == (
        "75000000000001", "中通快递", "open", ["1001"], [{"seller_code": "SKU1", "needed": 2, "scanned": 0}],
    )  # fmt: skip
    assert desk.run("show", "orders", "--number", "1001")["rows"][0]["parcels"] == ["75000000000001"]
    stock = {row["seller_code"]: row for row in desk.run("show", "stock")["rows"]}
    assert stock["SKU1"] == {"seller_code": "SKU1", "bin": "A-1", "on_hand": 5, "reserved": 2, "available": 3}
    (move, _) = desk.run("show", "moves")["rows"]
    assert set(move) == {"id", "at", "who", "desk", "seller_code", "from", "to", "quantity", "reason", "document"}
    assert desk.run("show", "waves")["rows"][0]["number"] == wave["wave"]
    assert desk.run("check") == {"ok": True, "problems": []}


def test_show_filters_and_limits(desk: Desk) -> None:
    _stocked(desk)
    desk.run("release")
    desk.run("wave", "create", "--orders", "1")
    for words, total, rows in (
        ("orders --state short,look", 2, 2), ("orders --text 张三", 1, 1), ("orders --limit 1", 4, 1),
        ("orders --limit 3 --offset 3", 4, 1), ("stock --sku SKU2", 1, 1), ("stock --bin A-1", 1, 1),
        ("parcels --state packed", 0, 0), ("parcels --courier 中通快递", 1, 1), ("moves --sku SKU1", 1, 1),
        ("parcels --waybill 75000000000001", 1, 1),
    ):  # fmt: skip
        answer = desk.run("show", *words.split())
        assert (answer["total"], len(answer["rows"])) == (total, rows), words
    assert desk.fail("show", "parcels", "--wave", "W0") == "picking.no_such_wave"


def test_check_tells_a_difference_and_exits_with_one(desk: Desk) -> None:
    _stocked(desk)
    with closing(sqlite3.connect(desk.data / DATABASE)) as database:
        database.execute("UPDATE balance SET on_hand = on_hand + 1 WHERE NOT virtual")
        database.commit()
    answer = desk.run("check", code=1)
    assert (answer["ok"], {problem["code"] for problem in answer["problems"]}) == (False, {"check.balance"})


def test_backup_and_restore_bring_back_the_day(desk: Desk, tmp_path: Path) -> None:
    _stocked(desk)
    saved = desk.run("backup", tmp_path / "safe" / "copy.db")
    assert (saved["problems"], Path(saved["file"]).is_file()) == (0, True)
    desk.run("release")
    restored = desk.run("restore", tmp_path / "safe" / "copy.db")
    assert Path(restored["kept"]).is_file()
    assert {row["state"] for row in desk.run("show", "orders")["rows"]} == {"waiting", "cancelled"}
    assert desk.run("check")["ok"]
    (tmp_path / "text.db").write_text("no database", encoding="utf-8")
    assert desk.fail("restore", tmp_path / "text.db") == "store.not_a_backup"
    assert desk.fail("restore", tmp_path / "nowhere.db") == "store.no_such_file"
    assert desk.run("check")["ok"]


def test_export_before_anything_left_is_an_empty_list(desk: Desk, tmp_path: Path) -> None:
    _stocked(desk)
    answer = desk.run("export", "shipped", tmp_path / "out.csv")
    assert (answer["rows"], answer["told_before"]) == (0, 0)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["订单号", "快递公司", "运单号"]]
    (tmp_path / "folder.csv").mkdir()
    assert desk.fail("export", "shipped", tmp_path / "folder.csv") == "sheets.cannot_write"


def test_a_rehearsal_never_touches_the_original(desk: Desk, tmp_path: Path) -> None:
    _stocked(desk)
    before = desk.run("show", "orders"), desk.run("show", "stock"), desk.run("show", "moves")
    answer = desk.run("rehearse", "--out", tmp_path / "rehearsal")
    assert set(answer) >= {"orders", "parcels", "units", "labels", "short", "look", "blocked", "seconds"}
    assert (answer["orders"], answer["parcels"], answer["units"], answer["labels"]) == (1, 1, 2, 1)
    assert (answer["short"], answer["look"], answer["blocked"]) == (["1002"], ["1003"], [])
    assert (answer["waves"], answer["blocked_orders"]) == (1, [])
    assert answer["metres"] == answer["metres_by_deadline"] > 0
    assert answer["seconds"]["scan"]["n"] == 2
    assert set(answer["seconds"]["scan"]) >= {"n", "p50", "p99"}
    assert (desk.run("show", "orders"), desk.run("show", "stock"), desk.run("show", "moves")) == before
    assert desk.fail("rehearse", "--out", desk.data) == "cli.rehearse_elsewhere"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["import"],
        ["import", "cats", "x"],
        ["show", "cats"],
        ["wave"],
        ["user", "add", "x"],
        ["rehearse"],
        ["show", "orders", "--limit", "x"],
    ],
)
def test_wrong_usage_exits_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_a_person_reads(desk: Desk, language: str, tmp_path: Path) -> None:
    _stocked(desk)
    said = [
        desk.say("user", "add", "王示例", "--pin", "1234", language=language),
        desk.say("import", "orders", _file(desk, "orders.csv"), language=language),
        desk.say("release", language=language),
        desk.say("wave", "create", language=language),
        *(desk.say("show", what, language=language) for what in ("orders", "stock", "parcels", "moves", "waves")),
        desk.say("check", language=language),
        desk.say("backup", tmp_path / "copy.db", language=language),
        desk.say("restore", tmp_path / "copy.db", language=language),
        desk.say("export", "shipped", tmp_path / "out.xlsx", language=language),
        desk.say("rehearse", "--out", tmp_path / "rehearsal", language=language),
        desk.say("wave", "create", language=language, code=1),
    ]
    assert [text for text in said if not text.strip() or "{" in text] == []
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said[2]) == (language == "zh_CN")


def test_common_options_may_stand_before_or_after_the_command(desk: Desk) -> None:
    for words in (["--data", str(desk.data), "--json", "check"], ["check", "--json", "--data", str(desk.data)]):
        assert main(words) == 0
        assert desk.output.readouterr().out.strip() == '{"ok": true, "problems": []}'


def test_a_database_that_is_none_is_a_plain_error(desk: Desk) -> None:
    (desk.data / DATABASE).write_bytes(b"no database " * 500)
    assert desk.fail("check") == "store.not_a_database"
