"""Scenes of the couriers station for ``tests.screens``: rules and a dry run, a rule's form, prices, orders asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QApplication

from tests.shop import do
from ui.app import App
from ui.couriers.prices_page import PricesPage
from ui.couriers.rule_form import RuleForm
from ui.couriers.rules_page import RulesPage
from ui.couriers.station import CouriersStation
from ui.orders.courier_form import ask_courier_of
from ui.tabbed import Page
from warehouse_app.dispatch.choosing.commands import save_rule, set_reach
from warehouse_app.dispatch.choosing.rules import Pick, Rule, Span, Then, When
from warehouse_app.dispatch.choosing.shipments import all_rules
from warehouse_app.dispatch.prices.commands import put_back_prices
from warehouse_app.dispatch.prices.files import EXAMPLE
from warehouse_app.dispatch.prices.rules import Zone
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.editing import edit_order
from warehouse_app.orders.queries import OrderFilter, orders_page, shops

ZTO, YTO, SF, EMS = "中通快递", "圆通速递", "顺丰速运", "EMS"
RULES = (
    Rule(0, "指定顺丰", When(wishes=(SF,)), Then((SF,))),
    Rule(0, "西藏新疆走邮政", When(regions=(Area("西藏自治区"), Area("新疆维吾尔自治区"))), Then((EMS,))),
    Rule(0, "液体走陆运", When(liquid=True), Then((YTO, EMS)), active=False),
    Rule(0, "贵重的发顺丰", When(value=Span(Decimal(500)), regions=(Area("北京市"), Area("上海市"))), Then((SF, ZTO))),
    Rule(0, "其他最便宜", When(weight_g=Span(None, 20_000)), Then((ZTO, YTO, SF), Pick.CHEAPEST)),
)


def set_up(program: App) -> None:
    """Rules, reach and price tables, once."""
    warehouse, owner = program.warehouse, program.desk.actor
    with warehouse.reading() as session:
        if all_rules(session):
            return
    for rule in RULES:
        do(warehouse, save_rule, rule, actor=owner)
    do(warehouse, set_reach, YTO, "", "西藏、新疆、港澳台", actor=owner)
    (zto,) = EXAMPLE
    north = Zone("华北东北", tuple(Area(p) for p in ("北京市", "天津市", "河北省", "辽宁省")), 1000, Decimal(4), 1000, Decimal(2))
    yto = replace(zto, courier=YTO, zones=(*zto.zones[:1], north, replace(zto.zones[1], first_price=Decimal("4.80"))))
    sf = replace(zto, courier=SF, zones=(Zone("全国", (), 1000, Decimal(18), 500, Decimal(2)),), divisor=6000, remote=())
    for table in (zto, yto, sf):
        do(warehouse, put_back_prices, table, actor=owner)


def page_named(program: App, name: str) -> Page:
    set_up(program)
    station = program.window.workplace.current
    assert isinstance(station, CouriersStation)
    page = station.show_page(name)
    station.refresh()
    QApplication.processEvents()
    return page


def _rules(program: App) -> None:
    page = page_named(program, "rules")
    assert isinstance(page, RulesPage)
    page.dry_run.address.setText("辽宁省沈阳市浑南区示例路8号")
    page.dry_run.weight.setText("2300")
    page.dry_run.try_it()


def _rule(program: App) -> None:
    page = page_named(program, "rules")
    with program.warehouse.reading() as session:
        rule, names = all_rules(session)[3], shops(session)
    assert isinstance(page, RulesPage)
    RuleForm(program.desk, page, page.setup, names, rule).open()


def _unclear(program: App) -> None:
    with program.warehouse.reading() as session:
        ready = orders_page(session, OrderFilter(states=("released",))).rows
    if ready:
        do(program.warehouse, edit_order, ready[0].id, {"address": "朝阳区示例大厦18楼"}, actor=program.desk.actor)
    page_named(program, "unclear")


def _prices(program: App) -> None:
    page = page_named(program, "prices")
    assert isinstance(page, PricesPage)
    page.list.table.view.selectRow(1)


def _change(program: App) -> None:
    set_up(program)
    with program.warehouse.reading() as session:
        order = orders_page(session, OrderFilter(states=("released",))).rows[-1]
    ask_courier_of(program.desk, program.window, order.id, order.number)


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "courier-rules": ("couriers", _rules),
    "courier-rule": ("couriers", _rule),
    "courier-unclear": ("couriers", _unclear),
    "courier-prices": ("couriers", _prices),
    "courier-change": ("orders", _change),
}
