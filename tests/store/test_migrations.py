"""The migrations: their end equals the models, every step goes up and down with data in it, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from tests.shop import do, open_shop, order, pack, parsed, release_and_wave
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.tables import Sku
from warehouse_app.counting import tables as _counting  # noqa: F401 - as below
from warehouse_app.dispatch.designs import tables as _designs  # noqa: F401 - as below
from warehouse_app.dispatch.following import tables as _following  # noqa: F401 - as below
from warehouse_app.dispatch.freight import tables as _freight  # noqa: F401 - as below
from warehouse_app.dispatch.printing import tables as _printing  # noqa: F401 - as below
from warehouse_app.dispatch.telling import tables as _telling  # noqa: F401 - as below
from warehouse_app.dispatch.van import tables as _van  # noqa: F401 - as below
from warehouse_app.inbound import tables as _inbound  # noqa: F401 - the models of a room nothing else here needs
from warehouse_app.packing.aside import tables as _aside  # noqa: F401 - as above
from warehouse_app.packing.evidence import tables as _evidence  # noqa: F401 - as above
from warehouse_app.packing.mistakes import tables as _mistakes  # noqa: F401 - as above
from warehouse_app.packing.weighing import tables as _weighing  # noqa: F401 - as below
from warehouse_app.practice import tables as _practice  # noqa: F401 - as below
from warehouse_app.restock import tables as _restock  # noqa: F401 - as below
from warehouse_app.returns.claims import tables as _claims  # noqa: F401 - as below
from warehouse_app.store import audit, migrate
from warehouse_app.store.base import Base
from warehouse_app.store.engine import postgres_engine, sqlite_engine
from warehouse_app.store.warehouse import Warehouse

APPEND_ONLY = ("move", "scan", "audit", "order_history")  # what this file fills; the others are tried in their rooms


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a single table."""
    if request.param == "sqlite":
        engine = sqlite_engine(tmp_path / "packdesk.db")
    else:
        engine = postgres_engine(request.getfixturevalue("postgres_url"))
        migrate.downgrade(engine, "base")  # the fixture hands out the migrated template
    yield engine
    engine.dispose()


def _is_of_a_model(name: str | None, _kind: str, _parents: object) -> bool:
    """The search indexes and what SQLite keeps them in belong to the database alone."""
    return not (name or "").startswith("search_")


def _differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": _is_of_a_model}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))


def test_the_steps_are_in_one_line_and_end_at_the_head() -> None:
    assert migrate.STEPS[-1] == migrate.HEAD
    assert len(set(migrate.STEPS)) == len(migrate.STEPS)


def test_the_head_is_what_the_models_say(warehouse: Warehouse) -> None:
    assert _differences(warehouse.engine) == []


def test_constraints_of_the_head_carry_the_names_of_the_models(warehouse: Warehouse) -> None:
    there = inspect(warehouse.engine)
    for table in Base.metadata.sorted_tables:
        wanted = {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"}
        assert {c["name"] for c in there.get_check_constraints(table.name)} >= wanted, table.name


def test_every_step_goes_up_and_down_and_up_again(empty_database: Engine) -> None:
    assert migrate.revision(empty_database) is None
    for number, step in enumerate(migrate.STEPS):
        migrate.upgrade(empty_database, step)
        assert migrate.revision(empty_database) == step
        migrate.downgrade(empty_database, migrate.STEPS[number - 1] if number else "base")
        migrate.upgrade(empty_database, step)
    assert _differences(empty_database) == []
    migrate.downgrade(empty_database, "base")
    assert set(inspect(empty_database).get_table_names()) <= {"alembic_version"}


def test_the_way_down_and_up_again_with_a_day_of_data(warehouse: Warehouse) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    release_and_wave(warehouse)
    pack(warehouse, "1")
    migrate.downgrade(warehouse.engine, "base")
    migrate.upgrade(warehouse.engine)
    assert migrate.revision(warehouse.engine) == migrate.HEAD
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))  # and it is a working house again


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {} SET desk = 'elsewhere'", "DELETE FROM {}"])
def test_what_was_done_can_be_neither_changed_nor_deleted(warehouse: Warehouse, table: str, verb: str) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    release_and_wave(warehouse)
    pack(warehouse, "1")
    do(warehouse, audit.record, "test", "line")
    with pytest.raises(DBAPIError, match="append-only"), warehouse.engine.begin() as connection:
        connection.execute(text(verb.format(table)))
    with warehouse.engine.connect() as connection:
        assert connection.execute(text(f"SELECT count(*) FROM {table} WHERE desk <> 'elsewhere'")).scalar_one() > 0


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE balance SET on_hand = -1 WHERE NOT virtual",
        "UPDATE balance SET reserved = on_hand + 1 WHERE NOT virtual",
        "UPDATE parcel SET scanned = needed + 1",
        "UPDATE orders SET state = 'lost'",
        "UPDATE waybill_number SET state = 'free' WHERE parcel_id IS NOT NULL",
        "UPDATE order_line SET quantity = 0",
        "INSERT INTO move (action, line, sku_id, lot, from_id, to_id, quantity, reason, document, who_id, desk, at)"
        " SELECT 'x', 0, sku_id, '', from_id, to_id, 0, 'moved', '', who_id, desk, at FROM move",
        "INSERT INTO move (action, line, sku_id, lot, from_id, to_id, quantity, reason, document, who_id, desk, at)"
        " SELECT 'x', 0, sku_id, '', from_id, from_id, 1, 'moved', '', who_id, desk, at FROM move",
    ],
)
def test_the_cheapest_rules_stand_again_in_the_database(warehouse: Warehouse, damage: str) -> None:
    open_shop(warehouse, {"SKU1": 5}, order("1", {"SKU1": 2}))
    release_and_wave(warehouse)
    with pytest.raises(DBAPIError, match=r"(?i)constraint"), warehouse.engine.begin() as connection:
        connection.execute(text(damage))


def test_money_and_moments_come_back_as_they_went_in(warehouse: Warehouse) -> None:
    rows = [ProductRow(2, "SKU1", "商品", price=Decimal("1234567.89"))]
    moment = datetime(2026, 11, 3, 23, 59, 59, 123456, timezone(timedelta(hours=8)))
    warehouse.clock = lambda: moment
    do(warehouse, import_products, parsed(rows))
    with warehouse.reading() as session:
        found = session.execute(select(Sku.price, Sku.at)).one()
    assert found.price == Decimal("1234567.89")
    assert found.at == moment
