"""The shop's settings: changed together or not at all, with a trail, by whoever may."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.shop import do
from warehouse_app.errors import BadInput, NotAllowed
from warehouse_app.people.rules import Role
from warehouse_app.people.settings import change_settings
from warehouse_app.store import settings
from warehouse_app.store.tables import Audit
from warehouse_app.store.warehouse import Actor, Warehouse


def test_only_what_is_different_is_written_and_trailed(warehouse: Warehouse) -> None:
    assert do(warehouse, change_settings, {"sender_name": "青禾小铺", "cut_off": "16:00"}) == ["sender_name"]
    with warehouse.reading() as session:
        assert settings.get(session, "sender_name") == "青禾小铺"
        trail = [(row.subject, row.fields) for row in session.scalars(select(Audit).where(Audit.kind == "setting_changed"))]
    assert trail == [("sender_name", {"before": "", "after": "青禾小铺"})]


@pytest.mark.parametrize(
    ("name", "value"),
    [("cut_off", "25:00"), ("promise_hours", 0), ("label_size", "A4"), ("sender_name", "x" * 201), ("nobody", 1)],
)
def test_a_value_that_does_not_fit_changes_nothing(warehouse: Warehouse, name: str, value: object) -> None:
    with pytest.raises(BadInput) as caught:
        do(warehouse, change_settings, {"sender_phone": "1380000", name: value})
    assert caught.value.code == "store.bad_setting"
    with warehouse.reading() as session:
        assert settings.get(session, "sender_phone") == ""


def test_a_clerk_may_not(local_warehouse: Warehouse) -> None:
    with pytest.raises(NotAllowed):
        do(local_warehouse, change_settings, {"cut_off": "15:00"}, actor=Actor(1, "somebody", Role.CLERK))
