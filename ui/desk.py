"""The desk: the one object every screen is given. It knows the warehouse, who is logged in, and how a command is run.

``command`` runs a quick command in its transaction and then says what changed; screens that show those things read them
again by themselves. ``read`` is for queries. Long work goes through ``work``.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from ui.jobs import Job, Jobs, Progress
from ui.messages import Messages
from ui.sounds import Sounds
from ui.widgets.list_memory import ListMemory
from warehouse_app.errors import NotAllowed, WarehouseError
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Right, may
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

P = ParamSpec("P")
R = TypeVar("R")


class Desk(QObject):
    """Signals: ``changed(frozenset[str])`` topics a command touched; ``person_changed()`` after log-in and log-out."""

    changed = Signal(object)
    person_changed = Signal()

    def __init__(
        self, warehouse: Warehouse, messages: Messages, sounds: Sounds, jobs: Jobs, *, name: str = "",
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.warehouse = warehouse
        self.folder = Folder(warehouse.folder)
        self.messages = messages
        self.sounds = sounds
        self.jobs = jobs
        self.lists = ListMemory(self.folder.root, self)
        self.name = name or platform.node() or "desk"
        self._actor: Actor | None = None

    @property
    def actor(self) -> Actor:
        """Who is logged in. Raises NotAllowed when nobody is."""
        if self._actor is None:
            raise NotAllowed("people.log_in_first")
        return self._actor

    @property
    def logged_in(self) -> bool:
        return self._actor is not None

    def may(self, right: Right) -> bool:
        """Whether the person logged in has the right; for showing, never instead of the command's own check."""
        return self._actor is not None and may(self._actor.role, right)

    def sit_down(self, actor: Actor) -> None:
        """Somebody has logged in here."""
        self._actor = actor
        self.person_changed.emit()

    def stand_up(self) -> None:
        """Nobody is logged in any more."""
        self._actor = None
        self.person_changed.emit()

    def command(self, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a command as the person logged in and, once it is committed, say what changed. Raises what it raises."""
        return self.command_as(self.actor, command, *args, **kwargs)

    def command_as(self, actor: Actor, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Like ``command``, for the first start and the log-in, where nobody has logged in yet."""
        with self.warehouse.transaction(actor, self.name) as tx:
            result = command(tx, *args, **kwargs)
            topics = frozenset(tx.changed)
        if topics:
            self.changed.emit(topics)
        return result

    def command_as_program(self, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a command as the program itself: taking on the first owner, trying a PIN or a badge."""
        return self.command_as(SYSTEM, command, *args, **kwargs)

    def try_command(self, command: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Like ``command``; a mistake the person can put right is shown and None comes back."""
        try:
            return self.command(command, *args, **kwargs)
        except WarehouseError as error:
            self.messages.error(error)
            return None

    def read(self, query: Callable[Concatenate[Session, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query."""
        with self.warehouse.reading() as session:
            return query(session, *args, **kwargs)

    def work(
        self, work: Callable[[Progress], R], done: Callable[[R], None], *, title_code: str, owner: QObject | None = None,
        failed: Callable[[WarehouseError], None] | None = None, touches: frozenset[str] = frozenset(),
        quiet: bool = False, prints: bool = False,
    ) -> Job:  # fmt: skip
        """Run long work off the window's thread; ``touches`` are the topics it changes, told when it is done. ``quiet`` work
        shows no progress: nobody waits for it. ``prints``: it waits for printers, and nothing else waits for it.
        """

        def answered(result: R) -> None:
            if touches:
                self.changed.emit(touches)
            done(result)

        return self.jobs.run(work, answered, failed, title_code=title_code, owner=owner, quiet=quiet, prints=prints)
