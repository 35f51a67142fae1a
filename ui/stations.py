"""The stations of the window, in the order a parcel travels. Each is imported and built when it is first shown."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import cast

from ui.options import STATION_NAMES
from ui.station import Station


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the rail. ``scans``: its work is scanning, so the verdict band is always there."""

    name: str
    title: str
    icon: str
    kind: str
    scans: bool = False

    def load(self) -> type[Station]:
        """The station's class; this is where its code is imported."""
        return cast(type[Station], getattr(importlib.import_module(f"ui.{self.name}.station"), self.kind))


STATIONS = (
    Entry("intake", "window.station_intake", "import", "IntakeStation"),
    Entry("orders", "window.station_orders", "orders", "OrdersStation"),
    Entry("picking", "window.station_picking", "wave", "PickingStation"),
    Entry("packing", "window.station_packing", "parcel", "PackingStation", scans=True),
    Entry("dispatch", "window.station_dispatch", "truck", "DispatchStation", scans=True),
    Entry("couriers", "window.station_couriers", "label", "CouriersStation"),
    Entry("inbound", "window.station_inbound", "inbound", "InboundStation", scans=True),
    Entry("stock", "window.station_stock", "shelves", "StockStation", scans=True),
    Entry("counting", "window.station_counting", "barcode", "CountingStation", scans=True),
    Entry("restock", "window.station_restock", "restock", "RestockStation"),
    Entry("catalog", "window.station_catalog", "tag", "CatalogStation"),
    Entry("people", "window.station_people", "person", "PeopleStation"),
)
assert tuple(entry.name for entry in STATIONS) == STATION_NAMES


def entry(name: str) -> Entry:
    """The station of that name; KeyError when there is none."""
    return {entry.name: entry for entry in STATIONS}[name]
