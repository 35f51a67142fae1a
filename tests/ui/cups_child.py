"""The window's half of printing in a process of its own: libcups takes its server from the environment once and for all."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from tests.shop import DESK
from ui.application import make_application
from ui.printing import printer_names, transport_of
from warehouse_app.dispatch.printing.worker import print_next
from warehouse_app.store.opening import open_warehouse

if __name__ == "__main__":
    app = make_application("zh_CN")
    print(*printer_names(), flush=True)
    warehouse = open_warehouse(Path(sys.argv[1]))
    while (ended := print_next(warehouse, DESK, sys.argv[2], partial(transport_of, warehouse))) is not None:
        print(ended.waybill, ended.state.value, ended.error, flush=True)
    warehouse.close()
