"""``packdesk restock``: its JSON keys, and what a person reads in both languages."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.desk import Desk, empty_folder

PRODUCTS = "商家编码,商品名称,颜色,尺码,条码,价格,库位\nSKU1,围巾,白色,XL,6900000000014,29.90,A-1\n"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, migrated_file: Path) -> Desk:
    monkeypatch.delenv("PACKDESK_DATABASE", raising=False)
    (tmp_path / "products.csv").write_text(PRODUCTS, encoding="utf-8-sig")
    days = [date.today() - timedelta(days=n) for n in range(1, 91)]
    rows = [f"{n},SKU1,2,交易成功,张三,13800000001,浙江省 杭州市 示例路1号,{day} 12:00:00" for n, day in enumerate(days)]
    header = "订单号,商家编码,数量,订单状态,收货人,手机,收货地址,付款时间"
    (tmp_path / "orders.csv").write_text("\n".join([header, *rows]), encoding="utf-8-sig")
    (tmp_path / "stock.csv").write_text("库位,商家编码,数量\nA-1,SKU1,5\n", encoding="utf-8-sig")
    return Desk(empty_folder(tmp_path / "data", migrated_file), capsys)


def test_compute_and_list(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("restock", "list") == {"day": None, "rows": [], "total": 0, "warnings": []}
    assert "packdesk restock run" in desk.say("restock", "list")
    ran = desk.run("restock", "run")
    assert [warning["code"] for warning in ran["warnings"]] == ["restock.no_history"]
    for kind in ("products", "stock", "orders"):
        desk.run("import", kind, tmp_path / f"{kind}.csv")
    ran = desk.run("restock", "run")
    assert ran.keys() == {"day", "skus", "opened", "seconds", "warnings"}
    assert (ran["skus"], ran["opened"], ran["warnings"]) == (1, 1, [])
    listed = desk.run("restock", "list")
    (row,) = listed["rows"]
    assert row.keys() == {
        "sku", "name", "colour", "size", "supplier", "verdict", "alert", "suggested", "order_by", "cover_days", "daily",
        "position", "reorder_point", "target",
    }  # fmt: skip
    assert (row["sku"], row["verdict"], row["alert"], row["position"]) == ("SKU1", "order", "new", 5)
    assert 1.8 < row["daily"] < 2.2
    assert "SKU1" in desk.say("restock", "list", language="zh_CN")
    assert desk.run("restock", "list", "--shown", "soon")["rows"] == []
    assert desk.run("check")["ok"]
