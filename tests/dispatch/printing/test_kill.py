"""1,000 labels queued and the program killed: each waits still, is printed, or is asked about; none twice, none lost."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

from sqlalchemy import insert, select

from tests.shop import do, open_shop, order, parcel_of, release_and_wave
from warehouse_app.dispatch.printing.commands import recover
from warehouse_app.dispatch.printing.rules import JobState, job_state
from warehouse_app.dispatch.tables import PrintJob
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Tx, Warehouse

JOBS, PARCELS, KILLS = 1000, 10, 2


def _queue(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 50}, *(order(str(n), {"SKU1": 1}) for n in range(PARCELS)))
    release_and_wave(warehouse)
    parcels = [parcel_of(warehouse, str(n)) for n in range(PARCELS)]

    def put(tx: Tx) -> None:
        rows = [
            {"parcel_id": (parcel := parcels[page % PARCELS]).id, "paper": "label", "printer": "Net", "file": "labels.pdf",
             "page": page, "state": "waiting", "error": "", "number": parcel.waybill}
            for page in range(1, JOBS + 1)
        ]  # fmt: skip
        tx.connection.execute(insert(PrintJob), rows)

    do(warehouse, put)


def _print_and_die(folder: Path, after: int, repo: Path) -> list[int]:
    """What the printer had when the desk was killed."""
    command = [sys.executable, "-m", "tests.dispatch.printing.kill_child", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(repo)}
    with subprocess.Popen(command, cwd=repo, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as desk:
        assert desk.stdout is not None
        said = list(itertools.islice(desk.stdout, after))
        desk.kill()
        said += list(desk.stdout)
    assert len(said) >= after, "the desk ended by itself"
    return [int(line.split()[1]) for line in said if line.endswith("\n")]


def _states(warehouse: Warehouse) -> dict[int, JobState]:
    with warehouse.reading() as session:
        rows = session.execute(select(PrintJob.page, PrintJob.state, PrintJob.error).where(PrintJob.printer == "Net"))
        return {row.page: job_state(row.state, row.error) for row in rows}


def test_no_label_is_lost_or_printed_twice_however_often_the_desk_is_killed(tmp_path: Path, repo: Path) -> None:
    with closing(open_warehouse(tmp_path)) as warehouse:
        _queue(warehouse)
    dice, out = random.Random(20261103), Counter[int]()
    for kill in range(1, KILLS + 1):
        out.update(_print_and_die(tmp_path, dice.randint(5, 40), repo))
        with closing(open_warehouse(tmp_path)) as warehouse:
            do(warehouse, recover)  # what the program does when it starts
            states = _states(warehouse)
        told = Counter(states.values())
        assert sum(told.values()) == JOBS
        assert set(told) <= {JobState.WAITING, JobState.PRINTED, JobState.UNKNOWN}
        assert told[JobState.UNKNOWN] <= kill  # at most the one that was on its way
        assert max(out.values()) == 1
        assert {states[page] for page in out} <= {JobState.PRINTED, JobState.UNKNOWN}
        assert all(page in out for page, state in states.items() if state is JobState.PRINTED)
