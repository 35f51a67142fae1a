"""A desk that prints its queue until it is killed. It says on stdout what the printer has, as the printer would."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.shop import DESK, do
from warehouse_app.dispatch.printing.commands import recover
from warehouse_app.dispatch.printing.rules import PrinterSetup
from warehouse_app.dispatch.printing.transports import Sheet
from warehouse_app.dispatch.printing.worker import print_next
from warehouse_app.store.opening import open_warehouse


class Device:
    """Takes a label and says which; every label of the test is a page of its own."""

    def print_sheet(self, sheet: Sheet) -> None:
        print("out", sheet.page, flush=True)


def ways(setup: PrinterSetup) -> Device:
    return Device()


if __name__ == "__main__":
    warehouse = open_warehouse(Path(sys.argv[1]))
    do(warehouse, recover)
    while print_next(warehouse, DESK, "Net", ways) is not None:
        pass
