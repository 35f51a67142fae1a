"""The right of a command, checked before its first line."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from warehouse_app.errors import NotAllowed
from warehouse_app.people.rules import Right, may
from warehouse_app.store.warehouse import Tx

P = ParamSpec("P")
R = TypeVar("R")


def needs(right: Right) -> Callable[[Callable[Concatenate[Tx, P], R]], Callable[Concatenate[Tx, P], R]]:
    """Refuse the command with NotAllowed unless the person's role carries ``right``; the right stays readable on it."""

    def guard(command: Callable[Concatenate[Tx, P], R]) -> Callable[Concatenate[Tx, P], R]:
        @functools.wraps(command)
        def guarded(tx: Tx, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not may(tx.actor.role, right):
                raise NotAllowed("people.not_allowed", name=tx.actor.name, right=right.value)
            return command(tx, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]  # read by the test that tries every command as every role
        return guarded

    return guard
