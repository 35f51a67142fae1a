"""What a rehearsal tells of its waves: metres, how they would be by deadline, and the orders that are blocked."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.shop import do, ids_of, open_shop, order
from warehouse_app.dispatch.waybills import start_wave
from warehouse_app.orders.commands import hold
from warehouse_app.orders.release import release
from warehouse_app.store.opening import open_warehouse


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two orders in a wave, one of them held since; one more released."""
    monkeypatch.delenv("PACKDESK_DATABASE", raising=False)
    with closing(open_warehouse(tmp_path / "data")) as warehouse:
        open_shop(warehouse, {"SKU1": 9}, order("1001", {"SKU1": 1}), order("1002", {"SKU1": 1}), order("1003", {"SKU1": 2}))
        do(warehouse, release)
        do(warehouse, start_wave, ids_of(warehouse, "1001", "1002"))
        do(warehouse, hold, ids_of(warehouse, "1002"), "问买家")
    return Desk(tmp_path / "data", capsys)


@pytest.mark.parametrize("way", ["sort", "cart", "orders"])
def test_open_waves_and_new_ones_are_walked_and_what_is_blocked_is_named(desk: Desk, tmp_path: Path, way: str) -> None:
    answer = desk.run("rehearse", "--out", tmp_path / "rehearsal", "--way", way)
    assert (answer["parcels"], len(answer["blocked"]), answer["blocked_orders"]) == (2, 1, ["1002"])
    assert (answer["waves"], answer["metres"], answer["metres_by_deadline"]) == (2, 4.0, 2.0)  # A-1 stands a metre from the desk
    assert answer["stopped"] == [{"order": "1002", "why": "by_hand", "note": "问买家"}]
    assert (answer["way"], answer["seconds"]["take"]["n"]) == (way, 3)  # in the open wave and in the new one
    assert answer["seconds"].get("sort", {"n": 0})["n"] == (2 if way == "sort" else 0)
    assert answer["problems"] == []


@pytest.mark.parametrize(
    ("language", "walk", "stopped"),
    [
        ("en", "2 waves, 4 m walked", "Stopped: order 1002 (held 问买家)"),
        ("zh_CN", "波次 2 个，走路 4 米", "被拦下：订单 1002（已暂停 问买家）"),
    ],
)
def test_it_is_said_in_both_languages(desk: Desk, tmp_path: Path, language: str, walk: str, stopped: str) -> None:
    said = desk.say("rehearse", "--out", tmp_path / "rehearsal", language=language)
    assert walk in said
    assert stopped in said
