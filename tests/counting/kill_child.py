"""Approves a stocktake's differences in a data folder and dies by SIGKILL with everything posted and nothing committed."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from warehouse_app.counting import approving
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Tx

if __name__ == "__main__":
    warehouse = open_warehouse(Path(sys.argv[1]))

    def die(*_: object) -> None:
        print("posted", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    approving._settle = die  # type: ignore[assignment]  # its place: after the moves, before the commit
    with warehouse.transaction(SYSTEM, "desk 1") as tx:
        assert isinstance(tx, Tx)
        approving.approve(tx, int(sys.argv[2]), [int(one) for one in sys.argv[3:]], "lost", "", "action-1")
