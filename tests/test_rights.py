"""Every command tried as every role: refused exactly when the role lacks its right, before it does anything."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

import warehouse_app
from tests.shop import DESK
from warehouse_app.errors import NotAllowed
from warehouse_app.people.rules import RIGHTS, Right, Role
from warehouse_app.store.warehouse import Actor, Warehouse

COMMAND_MODULES = frozenset(
    {
        "commands",
        "release",
        "importing",
        "waybills",
        "handover",
        "shipped",
        "papers",
        "printing",
        "joining",
        "scanning",
        "closing",
        "inspecting",
    }
)
# Public functions of these modules that take a transaction without asking for a right, and why that is right.
OPEN_TO_ALL = {
    "warehouse_app.people.commands.try_pin": "nobody is logged in yet",
    "warehouse_app.people.commands.log_in_by_badge": "nobody is logged in yet",
    "warehouse_app.people.commands.log_out": "whoever is at the desk may leave it",
    "warehouse_app.dispatch.waybills.assign_numbers": "a step of start_wave, which asks for the right",
    "warehouse_app.dispatch.waybills.number_parcel": "a step of next_parcel, which asks for the right",
    "warehouse_app.dispatch.waybills.take_one": "a step of change_courier, which asks for the right",
}


def _modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(warehouse_app.__path__, "warehouse_app."):
        if not found.name.endswith("__main__") and ".migrations" not in found.name:
            yield importlib.import_module(found.name)


def _functions() -> dict[str, Callable[..., Any]]:
    """Every function of the house by its full name, once, where it is defined."""
    return {
        f"{module.__name__}.{name}": value
        for module in _modules()
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__
    }


FUNCTIONS = _functions()
GUARDED = {name: function for name, function in FUNCTIONS.items() if hasattr(function, "right")}


def _takes_tx(function: Callable[..., Any]) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and first.name == "tx"


def _dummies(function: Callable[..., Any]) -> tuple[list[object], dict[str, object]]:
    """Arguments that satisfy the signature; a command that looks at them before the right fails on them."""
    wanted = list(inspect.signature(function).parameters.values())[1:]
    needed = [p for p in wanted if p.default is inspect.Parameter.empty]
    return (
        [object() for p in needed if p.kind is not inspect.Parameter.KEYWORD_ONLY],
        {p.name: object() for p in needed if p.kind is inspect.Parameter.KEYWORD_ONLY},
    )


def test_there_are_commands_to_try() -> None:
    assert len(GUARDED) >= 25
    assert {function.right for function in GUARDED.values()} <= set(Right)  # type: ignore[attr-defined]  # set by needs()


@pytest.mark.parametrize("name", sorted(GUARDED))
def test_a_role_without_the_right_is_refused_before_anything_happens(local_warehouse: Warehouse, name: str) -> None:
    command = GUARDED[name]
    right = command.right  # type: ignore[attr-defined]  # set by needs()
    positional, named = _dummies(command)
    for role in Role:
        said: list[str] = []
        with local_warehouse.transaction(Actor(1, "somebody", role), DESK) as tx:
            event.listen(tx.connection, "before_cursor_execute", lambda *args, told=said: told.append(args[2]))
            if right in RIGHTS[role]:
                assert _outcome(command, tx, positional, named) != "not_allowed"
                tx.session.expunge_all()  # the dummies are no values to write
                continue
            with pytest.raises(NotAllowed) as caught:
                command(tx, *positional, **named)
        assert caught.value.code == "people.not_allowed"
        assert caught.value.fields == {"name": "somebody", "right": right.value}
        assert said == []


def _outcome(command: Callable[..., Any], tx: Any, positional: list[object], named: dict[str, object]) -> str:
    """How the command ended; given dummies it may fail in any way, but not for want of a right."""
    try:
        command(tx, *positional, **named)
    except NotAllowed:
        return "not_allowed"
    except Exception:
        return "failed"
    return "done"


def test_every_command_asks_for_a_right_or_says_why_not() -> None:
    open_ones = {
        name
        for name, function in FUNCTIONS.items()
        if name.rsplit(".", 2)[-2] in COMMAND_MODULES
        and not function.__name__.startswith("_")
        and _takes_tx(function)
        and name not in GUARDED
    }
    assert open_ones == set(OPEN_TO_ALL) & set(FUNCTIONS)


def test_every_right_but_those_of_screens_is_asked_for_somewhere() -> None:
    asked = {function.right for function in GUARDED.values()}  # type: ignore[attr-defined]  # set by needs()
    checked_elsewhere = {
        Right.OVERRIDE,
        Right.SEE_PERSONAL,
        Right.BACK_UP,
        Right.RESTORE,
        Right.SETTINGS,
        Right.MOVE_STOCK,
        Right.UNDO_STOCK,
        Right.KEY_QUANTITY,
    }
    assert set(Right) - asked <= checked_elsewhere | {Right.PRINT, Right.REPRINT}
