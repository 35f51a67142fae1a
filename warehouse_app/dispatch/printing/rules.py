"""What a printer's address means, what makes a label stale, and which endings of a print job ask for a person. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from warehouse_app.errors import BadInput

RAW_PORT = 9100
"""Where network printers listen for a job in their own language (HP's JetDirect, taken over by all)."""
LONGEST_NAME = 60


class Kind(StrEnum):
    """How a printer is spoken to: by the system's own driver, or with dots in its own language."""

    QT = "qt"
    ZPL = "zpl"
    TSPL = "tspl"


@dataclass(frozen=True, slots=True)
class PrinterSetup:
    """A printer as it is set up. ``z64`` and ``confirms``: see ``tables.Printer``."""

    name: str
    kind: Kind
    address: str
    dpi: int = 203
    copies: int = 1
    paused: bool = False
    confirms: bool = True
    z64: bool = True


@dataclass(frozen=True, slots=True)
class Tcp:
    """A printer on the network."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Device:
    """A printer as a file: ``/dev/usb/lp0``."""

    path: str


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of the system's spooler that passes on what it gets."""

    name: str


Address = Tcp | Device | Queue
_TCP = re.compile(r"(?:tcp://)?(?P<host>\[[0-9A-Fa-f:]+\]|[A-Za-z0-9][A-Za-z0-9.-]*)(?::(?P<port>\d{1,5}))?/?")


def parse_address(address: str) -> Address:
    """``192.168.1.50``, ``printer.local:9100``, ``/dev/usb/lp0`` or ``queue:Name``. Raises BadInput ``printing.bad_address``."""
    said = address.strip()
    if said.startswith("queue:") and (name := said.removeprefix("queue:").strip()) and not name.startswith("-"):
        return Queue(name)
    if re.fullmatch(r"/[\w./-]+", said):
        return Device(said)
    found = _TCP.fullmatch(said)
    port = int(found["port"] or RAW_PORT) if found is not None else 0
    if found is None or not 0 < port < 65_536:
        raise BadInput("printing.bad_address", address=said)
    return Tcp(found["host"].strip("[]"), port)


def check_setup(setup: PrinterSetup) -> None:
    """Raises BadInput: no name, no or no possible address, dpi or copies out of range."""
    if not setup.name.strip() or len(setup.name) > LONGEST_NAME:
        raise BadInput("printing.name_missing")
    if not 100 <= setup.dpi <= 1200:
        raise BadInput("printing.bad_dpi", dpi=setup.dpi)
    if not 1 <= setup.copies <= 9:
        raise BadInput("printing.bad_copies", copies=setup.copies)
    if setup.kind is not Kind.QT:
        parse_address(setup.address)
    elif not setup.address.strip():
        raise BadInput("printing.bad_address", address="")


def shared(setup: PrinterSetup) -> bool:
    """Whether all desks print on one and the same device; what hangs on a cable is each desk's own."""
    return setup.kind is not Kind.QT and isinstance(parse_address(setup.address), Tcp)


def says(courier: str, recipient: str, phone: str, address: str, lines: Sequence[tuple[str, int]], cash: str = "") -> str:
    """A digest of what makes a label wrong when it changes: to whom, by whom, what is inside, the money to collect."""
    parts = [courier, recipient, phone, address, *(f"{pieces} {code}" for code, pieces in sorted(lines)), *filter(None, (cash,))]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:16]


UNKNOWN = "printing.unknown"
"""The error of a label that was sent and of which the printer never said how it ended."""
REPLACED, CANCELLED = "printing.superseded", "printing.cancelled"
"""The errors of a label that is not to be printed any more: a newer one took its place, or somebody said so."""
GIVEN_UP = (REPLACED, CANCELLED)
STALE = "printing.stale_unprinted"


class JobState(StrEnum):
    """Where a label stands, as a person sees it."""

    WAITING = "waiting"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    PRINTED = "printed"
    CANCELLED = "cancelled"


def job_state(state: str, error: str) -> JobState:
    """What a row's state and error mean together."""
    if state == "sent" and error:
        return JobState.UNKNOWN
    return JobState.CANCELLED if state == "failed" and error in GIVEN_UP else JobState(state)
