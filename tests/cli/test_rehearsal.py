"""What a rehearsal tells of its waves: metres, how they would be by deadline, and the orders that are blocked."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.shop import do, ids_of, open_shop, order
from warehouse_app.catalog.editing.at_packing import set_at_packing
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
        do(warehouse, set_at_packing, 1, True, "看拉链", None, {})  # a rehearsal answers what goods ask for
        do(warehouse, release)
        do(warehouse, start_wave, ids_of(warehouse, "1001", "1002"))
        do(warehouse, hold, ids_of(warehouse, "1002"), "问买家")
    return Desk(tmp_path / "data", capsys)


def test_open_waves_and_new_ones_are_walked_and_what_is_blocked_is_named(desk: Desk, tmp_path: Path) -> None:
    answer = desk.run("rehearse", "--out", tmp_path / "rehearsal")
    assert (answer["parcels"], len(answer["blocked"]), answer["blocked_orders"]) == (2, 1, ["1002"])
    assert (answer["waves"], answer["metres"], answer["metres_by_deadline"]) == (2, 4.0, 2.0)  # A-1 stands a metre from the desk


@pytest.mark.parametrize(("language", "walk"), [("en", "2 waves, 4 m walked"), ("zh_CN", "波次 2 个，走路 4 米")])
def test_it_is_said_in_both_languages(desk: Desk, tmp_path: Path, language: str, walk: str) -> None:
    said = desk.say("rehearse", "--out", tmp_path / "rehearsal", language=language)
    assert walk in said
    assert "1002" in said
