"""A desk that works until it is killed: it says on stdout what was committed, and only after the commit."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.shop import add_orders, barcode, do, order, parcel_of, release_and_wave, scan, tasks_of_parcel
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.inbound.putaway.commands import put_away
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.commands import open_receipt
from warehouse_app.inbound.receiving.inspecting import inspect
from warehouse_app.inbound.receiving.scanning import receive
from warehouse_app.packing.ticking import tick
from warehouse_app.picking.commands import confirm_picked
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse, new_action


def say(kind: str, what: object) -> None:
    """Acknowledge: from here on it must never be lost."""
    print(kind, what, flush=True)


def work(warehouse: Warehouse, name: str) -> None:
    """Take goods in, put them away, import, wave, pack every parcel scan by scan, hand over; and again."""
    for turn in range(1000):
        take_in(warehouse)
        numbers = [f"{name}-{turn}-{n}" for n in range(3)]
        titles = ("", "示例公司", "")  # one parcel has an invoice to put in
        told = [order(number, {"SKU1": 2, "SKU2": 1}, invoice_title=title) for number, title in zip(numbers, titles, strict=True)]
        add_orders(warehouse, *told, name=f"{name} {turn}")
        for number in numbers:
            say("order", number)
        wave = release_and_wave(warehouse).made
        say("wave", wave.number)
        do(warehouse, confirm_picked, wave.id)
        for _ in numbers:
            pack_and_ship(warehouse)


def take_in(warehouse: Warehouse) -> None:
    """Goods of supplier 1, scan by scan, one of them defective; closed, and put away in two goes."""
    receipt_id = do(warehouse, open_receipt, None, 1)
    say("receipt", receipt_id)
    for code in (barcode(1), barcode(2), "no such code", barcode(1), barcode(1)):
        action = new_action()
        do(warehouse, receive, receipt_id, (code,), action)
        say("counted", action)
    do(warehouse, inspect, receipt_id, 1, "", 1, 1, "stain", None, action := new_action())
    say("inspected", action)
    do(warehouse, close_receipt, receipt_id)
    say("closed", receipt_id)
    for sku_id in (1, 2):
        do(warehouse, put_away, receipt_id, sku_id, f"A-{sku_id}", 1, action := new_action())
        say("put_away", action)


def pack_and_ship(warehouse: Warehouse) -> None:
    """The next parcel, begun by its item; every scan and every tick with an action id of its own, each acknowledged."""
    started = scan(warehouse, None, barcode(1), action=(action := new_action()))
    say("scan", action)
    assert started.parcel is not None
    number = started.parcel.order_numbers[0]
    parcel = parcel_of(warehouse, number)
    for code in (barcode(3), barcode(2), barcode(1)):  # the first is wrong, and is kept as well
        action = new_action()
        scan(warehouse, parcel.id, code, action=action)
        say("scan", action)
    for task in tasks_of_parcel(warehouse, parcel.id):  # of the parcel with an invoice, which this completes
        do(warehouse, tick, parcel.id, task.id, action := new_action())
        say("scan", action)
    say("packed", number)
    trip = do(warehouse, open_handover, parcel.courier)
    do(warehouse, hand_over, trip, (parcel.waybill,), new_action())
    do(warehouse, close_handover, trip)
    say("shipped", number)


if __name__ == "__main__":
    work(open_warehouse(Path(sys.argv[1])), sys.argv[2])
