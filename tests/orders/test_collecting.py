"""Cash on delivery: how much the courier collects, told by each platform in its own way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.paper.reading import texts_of
from tests.shop import DESK, do, ids_of, open_shop, order, parcel_of, release_and_wave
from warehouse_app.dispatch.papers import make_wave_papers
from warehouse_app.dispatch.printing.commands import label_says
from warehouse_app.dispatch.queries import parcel_papers
from warehouse_app.orders.collecting import to_collect
from warehouse_app.orders.splitting import split_order
from warehouse_app.orders.tables import OrderLine
from warehouse_app.people.commands import SYSTEM
from warehouse_app.store.warehouse import Warehouse

D = Decimal


@pytest.mark.parametrize(
    ("payment", "platform", "amount", "paid", "refunded", "due"),
    [
        ("在线支付", "jd", D(100), D(90), None, None),
        ("", "taobao", D(100), None, None, None),
        ("货到付款", "jd", D(100), D(90), None, D(90)),  # payable after the coupon
        ("货到付款", "jd", D(100), None, None, D(100)),
        ("货到付款", "douyin", D(100), None, D(30), D(70)),
        ("Cash on Delivery (COD)", "shopify", D(100), D(0), None, D(100)),
        ("COD", "generic", D(100), D(40), None, D(60)),
        ("COD", "generic", D(100), D(100), None, D(0)),
        ("货到付款", "generic", None, None, None, None),
    ],
)
def test_what_is_collected(
    payment: str, platform: str, amount: Decimal | None, paid: Decimal | None, refunded: Decimal | None, due: Decimal | None
) -> None:
    assert to_collect(payment, platform, amount, paid, refunded) == due


def test_the_label_says_what_is_collected_in_figures_and_words(warehouse: Warehouse) -> None:
    cod = order("1", {"SKU1": 2}, payment="货到付款", amount=D("123.45"))
    open_shop(warehouse, {"SKU1": 9}, cod, order("2", {"SKU1": 1}, amount=D(50)))
    made = make_wave_papers(warehouse, SYSTEM, DESK, release_and_wave(warehouse).made.id, "zh_CN")
    first, second = texts_of(made.labels)
    assert "123.45" in first
    assert "壹佰贰拾叁元肆角伍分" in first
    assert "元" not in second
    with warehouse.reading() as session:
        (paper,) = parcel_papers(session, [parcel_of(warehouse, "1").id])
    assert paper.cash == D("123.45")
    assert label_says(paper) != label_says(replace(paper, cash=D(1)))  # another sum makes another label


def test_of_an_order_in_parts_the_money_is_collected_once(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 9, "SKU2": 9}, order("1", {"SKU1": 1, "SKU2": 1}, payment="货到付款", amount=D(80)))
    (order_id,) = ids_of(warehouse, "1")
    with warehouse.reading() as session:
        line_id = session.scalars(select(OrderLine.id).where(OrderLine.order_id == order_id)).first()
    part = do(warehouse, split_order, order_id, {line_id: 1})
    release_and_wave(warehouse)
    with warehouse.reading() as session:
        papers = parcel_papers(session, [parcel_of(warehouse, number).id for number in ("1", part.number)])
    assert sorted(((paper.orders, paper.cash) for paper in papers), key=str) == [(("1",), D(80)), ((part.number,), None)]
