"""Killed at random points and started again: nothing that was acknowledged is lost, and the house adds up."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from tests.inbound.receiving.arrivals import add_supplier, scans_agree
from tests.shop import add_products, add_stock, add_waybills, problems_of, states_of
from warehouse_app.inbound.tables import Receipt, ReceiptScan
from warehouse_app.packing.tables import Scan
from warehouse_app.picking.tables import Wave
from warehouse_app.stock.tables import Move
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

KILLS = int(os.environ.get("PACKDESK_KILLS", "8"))


def _work_and_die(folder: Path, name: str, after: int, repo: Path) -> list[str]:
    """Let a desk work until it has acknowledged ``after`` things, kill it, and give everything it acknowledged."""
    environment = {**os.environ, "PYTHONPATH": str(repo), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "tests.kill_child", str(folder), name]
    with subprocess.Popen(command, cwd=repo, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as desk:
        assert desk.stdout is not None
        said = [line for line, _ in zip(desk.stdout, range(after), strict=False)]
        desk.kill()  # SIGKILL, on Windows TerminateProcess: no chance to tidy up
        said += list(desk.stdout)
    assert len(said) >= after, "the desk ended by itself"
    return [line.strip() for line in said if line.endswith("\n")]


def _remembered(warehouse: Warehouse) -> dict[str, set[str]]:
    states = states_of(warehouse)
    with warehouse.reading() as session:
        scans, waves = set(session.scalars(select(Scan.action))), set(session.scalars(select(Wave.number)))
        counts = {row.action: row.how for row in session.execute(select(ReceiptScan.action, ReceiptScan.how))}
        receipts = {row.id: row.state for row in session.execute(select(Receipt.id, Receipt.state))}
        put_away = set(session.scalars(select(Move.action).where(Move.reason == "put_away")))
    return {
        "receipt": {str(number) for number in receipts},
        "counted": {action for action, how in counts.items() if how == "scan"},
        "inspected": {action for action, how in counts.items() if how == "inspect"},
        "closed": {str(number) for number, state in receipts.items() if state == "closed"},
        "put_away": put_away,
        "order": set(states),
        "wave": waves,
        "scan": scans,
        "packed": {number for number, state in states.items() if state in ("packed", "shipped")},
        "shipped": {number for number, state in states.items() if state == "shipped"},
    }


def test_nothing_acknowledged_is_lost_however_often_the_desk_is_killed(tmp_path: Path, repo: Path) -> None:
    with closing(open_warehouse(tmp_path)) as warehouse:
        add_products(warehouse, 3)
        add_stock(warehouse, {"SKU1": 100_000, "SKU2": 100_000, "SKU3": 10})
        add_waybills(warehouse, 2000)
        assert add_supplier(warehouse) == 1  # whose goods the desk takes in
    dice = random.Random(20261103)
    acknowledged: dict[str, set[str]] = defaultdict(set)
    for kill in range(KILLS):
        for line in _work_and_die(tmp_path, f"desk{kill}", dice.randint(1, 60), repo):
            kind, _, what = line.partition(" ")
            acknowledged[kind].add(what)
        with closing(open_warehouse(tmp_path)) as warehouse:
            remembered = _remembered(warehouse)
            assert {kind: what - remembered[kind] for kind, what in acknowledged.items()} == {
                kind: set() for kind in acknowledged
            }
            assert scans_agree(warehouse)
            assert problems_of(warehouse) == []
    goods_in = {"receipt", "counted", "inspected", "closed", "put_away"}
    assert set(acknowledged) == goods_in | {"order", "wave", "scan", "packed", "shipped"}
