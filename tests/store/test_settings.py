"""Settings take only what fits; imports remember files by their content."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.shop import DAY, do
from warehouse_app.errors import BadInput
from warehouse_app.store import settings
from warehouse_app.store.imports import as_of, chunks, last_import, remember_file, save_mapping, saved_mapping
from warehouse_app.store.warehouse import Warehouse


def test_a_setting_has_its_default_until_somebody_changes_it(warehouse: Warehouse) -> None:
    with warehouse.reading() as session:
        assert settings.get(session, "cut_off") == "16:00"
    do(warehouse, settings.put, "cut_off", "17:30")
    do(warehouse, settings.put, "promise_hours", 12)
    do(warehouse, settings.put, "cut_off", "18:00")
    with warehouse.reading() as session:
        assert (settings.get(session, "cut_off"), settings.get(session, "promise_hours")) == ("18:00", 12)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cut_off", "25:00"), ("cut_off", "16"), ("cut_off", "16:61"), ("cut_off", ""), ("promise_hours", 0),
        ("promise_hours", 721),
        ("promise_hours", "24"), ("label_size", "A4"), ("sender_name", "长" * 201), ("nobody_declared", 1),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused(warehouse: Warehouse, name: str, value: object) -> None:
    with pytest.raises(BadInput) as caught:
        do(warehouse, settings.put, name, value)
    assert caught.value.code == "store.bad_setting"


def test_every_default_fits_its_own_setting() -> None:
    assert [name for name, declared in settings.DECLARED.items() if not declared.fits(declared.default)] == []


def test_the_same_content_keeps_the_moment_it_was_first_seen(warehouse: Warehouse) -> None:
    later, earlier = DAY + timedelta(hours=5), DAY - timedelta(hours=5)
    do(warehouse, remember_file, "orders", "morning.csv", "content", DAY, {"new": 1})
    with warehouse.reading() as session:
        assert as_of(session, "content", later) == DAY
        assert as_of(session, "content", earlier) == earlier
        assert as_of(session, "other content", later) == later
        assert last_import(session, "orders") is not None
        assert last_import(session, "stock") is None


def test_a_mapping_is_remembered_by_kind_and_header_and_can_be_changed(warehouse: Warehouse) -> None:
    do(warehouse, save_mapping, "orders", "header", {"number": "No."})
    do(warehouse, save_mapping, "stock", "header", {"quantity": "Pcs"})
    do(warehouse, save_mapping, "orders", "header", {"number": "Nr"})
    with warehouse.reading() as session:
        assert saved_mapping(session, "orders", "header") == {"number": "Nr"}
        assert saved_mapping(session, "stock", "header") == {"quantity": "Pcs"}
        assert saved_mapping(session, "orders", "another") is None


def test_chunks_leave_nothing_out() -> None:
    assert [list(part) for part in chunks([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]
    assert list(chunks([])) == []
