"""Bringing a database to this program's tables. Alembic is imported only when there is a step to take."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect

from warehouse_app.errors import Conflict, Unreadable
from warehouse_app.store.engine import READING

HEAD = "0024"
STEPS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
    "0022",
    "0023",
    "0024",
)  # oldest first; the last is HEAD


def revision(engine: Engine) -> str | None:
    """The step the database stands at; None when it is empty.

    Raises Unreadable when it holds tables that are not ours.
    """
    with engine.execution_options(**{READING: True}).connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if "alembic_version" not in tables:
            if tables:
                raise Unreadable("store.not_ours")
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def must_migrate(standing: str | None) -> bool:
    """Whether steps are missing. Raises Conflict when the database is newer than this program."""
    if standing == HEAD:
        return False
    if standing is not None and standing not in STEPS:
        raise Conflict("store.newer", revision=standing)
    return True


def upgrade(engine: Engine, target: str = HEAD) -> None:
    """Take every missing step in one transaction."""
    _run(engine, "upgrade", target)


def downgrade(engine: Engine, target: str) -> None:
    """Take steps back, for tests and for support."""
    _run(engine, "downgrade", target)


def _run(engine: Engine, way: str, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        getattr(command, way)(config, target)
