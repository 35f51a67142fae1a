"""A conversation with one print component: which printers it has, and one label printed.

Every function here waits; it belongs into a worker thread. A label counts as printed only when the component said so for its own
task. The task is the print job: said again, it is the same print.
"""

from __future__ import annotations

import json
import logging
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

from warehouse_app.dispatch.components.rules import (
    Address,
    Document,
    Notice,
    ask_print,
    ask_printers,
    ask_task,
    understand,
)
from warehouse_app.errors import Conflict, NotFound, WarehouseError

log = logging.getLogger(__name__)
SLICE = 0.25
"""So many seconds at most pass between two looks at whether anybody still waits."""

PrintState = Literal["sent", "rendered", "late", "printed", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to open the line, for an answer, until a label should be out, how long a late word still counts, to hang up."""

    connect: float = 2.0
    answer: float = 3.0
    printed: float = 20.0
    late: float = 40.0
    close: float = 0.5


USUAL = Timeouts()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended. "unknown": it may have been printed or not; to try again with the same job is safe.

    ``code`` and ``fields`` say why, in the words of the catalogue; "" when it was printed.
    """

    state: Literal["printed", "failed", "unknown"]
    code: str = ""
    fields: dict[str, object] = field(default_factory=dict)

    def error(self) -> WarehouseError:
        """The reason as an error to show."""
        return WarehouseError(self.code, **self.fields)


PRINTED = Outcome("printed")


def list_printers(address: Address, timeouts: Timeouts = USUAL) -> tuple[str, ...]:
    """The component's printers. Raises NotFound ``numbers.off_...`` (not running), Conflict ``numbers.component_silent``."""
    with _line(address, timeouts) as line:
        return line.printers(timeouts.answer)


def print_by_component(
    address: Address, printer: str, job_id: str, documents: Sequence[Document], timeouts: Timeouts,
    on_state: Callable[[PrintState], None], *, again: bool = False, still_wanted: Callable[[], None] = lambda: None,
) -> Outcome:  # fmt: skip
    """Print one label on a component's printer and wait for its word; ``on_state`` hears each step in this thread.

    ``job_id`` names the task: the same job again is the same print. With ``again`` the component is asked first what became of
    it. ``still_wanted`` is called while waiting and may raise to end it. Never raises for what a component does.
    """
    (document,) = documents  # one document per task, or a jam makes the others print twice
    try:
        with _line(address, timeouts, still_wanted) as line:
            outcome = _converse(line, printer, job_id, document, timeouts, on_state, again)
    except WarehouseError as error:
        if not error.code.startswith("numbers."):
            raise
        outcome = Outcome("failed", error.code, error.fields)
    on_state(outcome.state)
    return outcome


def _converse(
    line: _Line, printer: str, task: str, document: Document, timeouts: Timeouts, on_state: Callable[[PrintState], None],
    again: bool,
) -> Outcome:  # fmt: skip
    there = line.printers(timeouts.answer)
    if printer not in there:
        return Outcome("failed", "numbers.component_no_printer", {"printer": printer, "there": ", ".join(there)})
    dialect = line.address.dialect
    if again and dialect.answers_for_tasks and line.became_of(task, timeouts.answer) == "printed":
        return PRINTED
    try:
        line.say(ask_print(dialect, line.request(), task, printer, document))
        on_state("sent")
        ended = line.wait_for_task(task, timeouts.printed, on_state)
        if ended is None:
            on_state("late")
            ended = line.wait_for_task(task, timeouts.late, on_state)
    except ConnectionClosed:
        return Outcome("unknown", "numbers.component_closed", {"number": document.number})
    if ended is None:
        return Outcome("unknown", "numbers.component_late", {"number": document.number})
    if ended.state == "printed":
        return PRINTED
    return Outcome("failed", "numbers.component_failed", {"number": document.number, "words": ended.words or "?"})


class _Line:
    """An open line to a component."""

    def __init__(self, address: Address, connection: ClientConnection, still_wanted: Callable[[], None]) -> None:
        self.address = address
        self._connection = connection
        self._still_wanted = still_wanted
        self._requests: set[str] = set()

    def request(self) -> str:
        """A fresh name for something asked."""
        name = secrets.token_hex(8)
        self._requests.add(name)
        return name

    def say(self, message: dict[str, object]) -> None:
        """Send one message. Raises ConnectionClosed."""
        self._connection.send(json.dumps(message, ensure_ascii=False))

    def printers(self, seconds: float) -> tuple[str, ...]:
        """Raises Conflict ``numbers.component_silent``."""
        request = self.request()
        try:
            self.say(ask_printers(self.address.dialect, request))
            for notice in self._notices(seconds):
                if notice.kind == "printers" and notice.request in ("", request):
                    return notice.printers
        except ConnectionClosed:
            pass
        raise Conflict("numbers.component_silent")

    def became_of(self, task: str, seconds: float) -> str:
        """What the component says became of a task; "" when it says nothing."""
        try:
            self.say(ask_task(self.request(), task))
            for notice in self._notices(seconds):
                if notice.kind == "task" and notice.task in ("", task):
                    return notice.state
        except ConnectionClosed:
            raise Conflict("numbers.component_silent") from None
        return ""

    def wait_for_task(self, task: str, seconds: float, on_state: Callable[[PrintState], None]) -> Notice | None:
        """The word that ends the task, None when none came in time; what others get told is not ours. Raises ConnectionClosed."""
        for notice in self._notices(seconds):
            ours = notice.task == task or (not notice.task and notice.request in self._requests)
            if notice.kind != "task" or not ours:
                continue
            if notice.state in ("printed", "failed"):
                return notice
            if notice.state == "rendered":
                on_state("rendered")
        return None

    def _notices(self, seconds: float) -> Iterator[Notice]:
        """What is heard in this time; garbage is logged and passed over."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._still_wanted()
            try:
                raw = self._connection.recv(timeout=min(left, SLICE))
            except TimeoutError:
                continue
            notice = understand(self.address.dialect, raw)
            if notice.kind == "garbage":
                log.warning("print component %s said something that is no JSON", self.address.dialect.vendor)
            yield notice


@contextmanager
def _line(address: Address, timeouts: Timeouts, still_wanted: Callable[[], None] = lambda: None) -> Iterator[_Line]:
    """Open a line. Raises NotFound ``numbers.off_...`` when nobody answers there, or no component."""
    try:
        # A socket of our own: then nobody can send us on to another address.
        socket_there = socket.create_connection(("127.0.0.1", address.port), timeout=timeouts.connect)
    except OSError:
        raise _off(address) from None
    try:
        line = connect(
            address.url, sock=socket_there, open_timeout=timeouts.connect, close_timeout=timeouts.close, ping_interval=None,
            compression=None, proxy=None,
        )  # fmt: skip
        connection = line.__enter__()
    except (OSError, WebSocketException):
        socket_there.close()
        raise _off(address) from None
    try:
        yield _Line(address, connection, still_wanted)
    finally:
        connection.close()


def _off(address: Address) -> NotFound:
    return NotFound(f"numbers.off_{address.dialect.vendor}", port=address.port)
