"""The ways to a printer. Each takes one label and returns when device or spooler has taken it, or says how it ended.

What a job's end means is told by the type of its error: ``Unreachable`` nothing was sent, the label goes on waiting;
``Unanswered`` all was sent and no word came back, so nobody but a person can know; any other WarehouseError: nothing was
printed, because the command that prints is a job's last and was not sent.
"""

from __future__ import annotations

import os
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from warehouse_app.dispatch.printing.raster import page_raster
from warehouse_app.dispatch.printing.rules import Device, Kind, PrinterSetup, Queue, Tcp, parse_address
from warehouse_app.dispatch.printing.tspl import tspl
from warehouse_app.dispatch.printing.zpl import zpl
from warehouse_app.errors import Conflict, NotFound, WarehouseError

CONNECT_S, STALL_S, ANSWER_S, SPOOL_S = 3.0, 10.0, 10.0, 20.0
"""How long a printer may take to open its door, to take the next bytes, to say that it has all, and a spooler to take a job."""
_PART = 4096


class Unreachable(WarehouseError):
    """The printer is off or cannot be reached; nothing was sent."""


class Unanswered(WarehouseError):
    """Everything was sent, and the printer never said how it ended."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One label to print: a page of a file, whose it is, and the print job (0: none, a test)."""

    file: Path
    page: int
    waybill: str
    parcel_id: int
    copies: int = 1
    job_id: int = 0


class Transport(Protocol):
    """A way to one printer. Called in a worker's thread; may take as long as its own timeouts allow."""

    def print_sheet(self, sheet: Sheet) -> None:
        """Print one label. Raises WarehouseErrors as the module says."""


class Channel(Protocol):
    """A way for bytes in the printer's own language."""

    def send(self, data: bytes) -> None:
        """Hand over one whole job."""


@dataclass(frozen=True, slots=True)
class RawTransport:
    """A label as dots in ZPL or TSPL."""

    setup: PrinterSetup
    channel: Channel

    def print_sheet(self, sheet: Sheet) -> None:
        """Draw the page at the printer's dpi and hand it over."""
        raster = page_raster(sheet.file, sheet.page, self.setup.dpi)
        in_zpl = self.setup.kind is Kind.ZPL
        self.channel.send(zpl(raster, sheet.copies, z64=self.setup.z64) if in_zpl else tspl(raster, sheet.copies))


@dataclass(frozen=True, slots=True)
class TcpChannel:
    """Raw TCP, as on port 9100. Our side is closed after the job, and the printer's closing is its word, as CUPS takes it."""

    name: str
    host: str
    port: int
    confirms: bool = True
    connect_s: float = CONNECT_S
    stall_s: float = STALL_S
    answer_s: float = ANSWER_S

    def send(self, data: bytes) -> None:
        """Raises Unreachable, Conflict ``printing.broken_off`` (cut off before the end), Unanswered."""
        try:
            connection = socket.create_connection((self.host, self.port), timeout=self.connect_s)
        except OSError as error:
            raise Unreachable("printing.unreachable", printer=self.name) from error
        with connection:
            connection.settimeout(self.stall_s)
            sent = 0
            try:
                while sent < len(data):
                    sent += connection.send(data[sent : sent + _PART])
                connection.shutdown(socket.SHUT_WR)
            except OSError as error:
                if sent < len(data):
                    raise Conflict("printing.broken_off", printer=self.name) from error
                raise Unanswered("printing.unknown", printer=self.name) from error
            if self.confirms:
                self._wait_for_word(connection)

    def _wait_for_word(self, connection: socket.socket) -> None:
        ends = time.monotonic() + self.answer_s
        try:
            while True:
                connection.settimeout(max(ends - time.monotonic(), 0.001))
                if not connection.recv(_PART):
                    return
        except OSError as error:
            raise Unanswered("printing.unknown", printer=self.name) from error


@dataclass(frozen=True, slots=True)
class DeviceChannel:
    """A device file. It is opened without waiting: a printer that is off or out of paper takes nothing."""

    name: str
    path: str
    stall_s: float = STALL_S

    def send(self, data: bytes) -> None:
        """Raises Unreachable, Conflict ``printing.broken_off``."""
        if sys.platform == "win32":
            raise Unreachable("printing.no_device_files", printer=self.name)
        try:
            device = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            raise Unreachable("printing.unreachable", printer=self.name) from error
        sent = 0
        try:
            while sent < len(data):
                if not select.select([], [device], [], self.stall_s)[1]:
                    raise TimeoutError
                sent += os.write(device, data[sent : sent + _PART])
        except OSError as error:
            if not sent:
                raise Unreachable("printing.unreachable", printer=self.name) from error
            raise Conflict("printing.broken_off", printer=self.name) from error
        finally:
            os.close(device)


@dataclass(frozen=True, slots=True)
class QueueChannel:
    """A queue of the system's spooler, told to pass the bytes on as they are. The spooler's word is the printer's."""

    name: str
    queue: str
    spool_s: float = SPOOL_S

    def send(self, data: bytes) -> None:
        """Raises NotFound ``printing.no_spooler``, Conflict ``printing.queue_refused``, Unanswered."""
        if sys.platform == "win32":
            from warehouse_app.dispatch.printing.windows_spooler import spool

            spool(self.name, self.queue, data)
            return
        program = shutil.which("lp")
        if program is None:
            raise NotFound("printing.no_spooler")
        try:
            subprocess.run(
                [program, "-d", self.queue, "-o", "raw", "-s"], input=data, capture_output=True, timeout=self.spool_s, check=True
            )
        except subprocess.TimeoutExpired as error:
            raise Unanswered("printing.unknown", printer=self.name) from error
        except (OSError, subprocess.CalledProcessError) as error:
            raise Conflict("printing.queue_refused", printer=self.name) from error


def channel_of(setup: PrinterSetup) -> Channel:
    """The way for bytes a printer's address names. Raises BadInput ``printing.bad_address``."""
    match parse_address(setup.address):
        case Tcp(host, port):
            return TcpChannel(setup.name, host, port, setup.confirms)
        case Device(path):
            return DeviceChannel(setup.name, path)
        case Queue(name):
            return QueueChannel(setup.name, name)


Ways = Callable[[PrinterSetup], Transport]
"""Gives a printer's transport. The window's knows all kinds; the core's alone cannot use the system's drivers."""


def raw_transport(setup: PrinterSetup) -> Transport:
    """The transport of a printer that is spoken to in its own language. Raises NotFound for one of the system's drivers."""
    if setup.kind is Kind.QT:
        raise NotFound("printing.needs_window", printer=setup.name)
    return RawTransport(setup, channel_of(setup))
