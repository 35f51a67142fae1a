"""Choosing couriers for 10,000 orders in a database: addresses read, goods weighed, rules and price tables asked.

``python -m tests.benchmarks.choosing``.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.benchmarks.measure import Line, seconds
from tests.shop import add_orders, add_products, add_waybills, do, order
from warehouse_app.dispatch.choosing.applying import in_use, tare_g
from warehouse_app.dispatch.choosing.commands import save_rule
from warehouse_app.dispatch.choosing.rules import By, Pick, Rule, Span, Then, When, decide
from warehouse_app.dispatch.choosing.shipments import free_numbers, shipments
from warehouse_app.dispatch.prices.commands import put_back_prices
from warehouse_app.dispatch.prices.rules import PriceTable, Zone
from warehouse_app.orders.addresses.files import Area, written_out
from warehouse_app.orders.queries import order_ids
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Warehouse

ORDERS = 10_000
LIMIT = 2.0
COURIERS = ("中通快递", "圆通速递", "韵达快递", "EMS")


def run() -> list[Line]:
    """The whole choice, and what one order's takes of it."""
    with tempfile.TemporaryDirectory() as place:
        warehouse = open_warehouse(Path(place))
        numbers = _fill(warehouse)
        chosen: list[int] = []
        took = seconds(lambda: chosen.append(_choose(warehouse, numbers)))
        warehouse.close()
    return [
        Line(f"couriers chosen for {ORDERS:,} orders", took, "s", limit=LIMIT),
        Line("of those, by a rule", 100 * chosen[-1] / ORDERS, "%"),
    ]


def _choose(warehouse: Warehouse, numbers: list[str]) -> int:
    """Choose for all of them, as a wave does; returns for how many a rule did."""
    with warehouse.reading() as session:
        setup = in_use(session, warehouse.clock())
        assert setup is not None
        ids = order_ids(session, numbers)
        seen = shipments(session.connection(), {each: [each] for each in ids.values()}, setup.couriers, tare_g(session))
        left = free_numbers(session.connection())
    by_rule = 0
    for parcel in seen.values():
        decision = decide(parcel, setup, lambda courier: left.get(courier, 0) > 0)
        by_rule += decision.by is By.RULE
    assert len(seen) == ORDERS
    return by_rule


def _fill(warehouse: Warehouse) -> list[str]:
    """Orders all over the country, some written without blanks or provinces; twelve rules, four price tables."""
    skus = add_products(warehouse, 20)
    areas = sorted(written_out())
    ways = ("{0} {1} {2} 示例路{n}号", "{0}{1}{2}示例路{n}号", "{1}{2}示例街道示例路{n}号3栋")
    orders = []
    for n in range(ORDERS):
        address = ways[n % 3].format(*areas[n * 7 % len(areas)], n=n)
        orders.append(order(f"C{n}", {skus[n % 20]: 1 + n % 3}, address=address, paid_amount=Decimal(n % 400)))
    add_orders(warehouse, *orders)
    for number, courier in enumerate(COURIERS):
        add_waybills(warehouse, 10, courier, start=1 + 100 * number)
        do(warehouse, put_back_prices, _table(courier, number))
    for rule in _rules():
        do(warehouse, save_rule, rule)
    return [each.number for each in orders]


def _table(courier: str, number: int) -> PriceTable:
    provinces = sorted({province for province, _, _ in written_out()})
    zones = tuple(Zone(p, (Area(p),), 1000, Decimal(3 + (n + number) % 5), 500, Decimal(1)) for n, p in enumerate(provinces[:20]))
    rest = Zone("", (), 1000, Decimal(8), 1000, Decimal(3))
    return PriceTable(courier, date(2020, 1, 1), (*zones, rest), 8000, remote=(Area("西藏自治区"), Area("新疆维吾尔自治区")))


def _rules() -> list[Rule]:
    some = [Rule(0, f"far {n}", When(shops=(f"shop {n}",), weight_g=Span(n)), Then((COURIERS[n % 4],))) for n in range(8)]
    return [
        *some,
        Rule(0, "dear", When(value=Span(Decimal(390))), Then(("EMS",))),
        Rule(0, "remote", When(remote=True), Then(("EMS",))),
        Rule(0, "near", When(regions=(Area("浙江省"), Area("江苏省", "苏州市"))), Then((COURIERS[1],))),
        Rule(0, "cheapest", When(), Then(COURIERS, Pick.CHEAPEST)),
    ]


if __name__ == "__main__":
    made = run()
    print(*made, sep="\n")
    sys.exit(0 if all(line.ok for line in made) else 1)
