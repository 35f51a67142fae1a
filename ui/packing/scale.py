"""The scale on a serial line: opened when this computer has one, found again when it was unplugged, its lines told as they come.

Qt's serial port is in the Addons and is imported late. Nothing here waits: a silent scale costs nobody a moment.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ui.preferences import ScaleChoice
from warehouse_app.packing.weighing.scales import LONGEST_LINE, Protocol, Reading, Settling, State, compiled, protocol_of, read

log = logging.getLogger(__name__)

_AGAIN_MS, _ASK_MS, _SILENT_MS = 2_000, 250, 3_000
_ENDS = re.compile(rb"[\r\n\x03]+|(?==)")


def port_names() -> list[str]:
    """The serial ports of this computer."""
    try:
        from PySide6.QtSerialPort import QSerialPortInfo
    except ImportError:
        return []
    return [port.portName() for port in QSerialPortInfo.availablePorts()]


class Scale(QObject):
    """Signals: ``read(State, grams)`` with each line that says something; ``there(bool)`` when it is lost or found."""

    read = Signal(object, int)
    there = Signal(bool)

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(parent)
        self.settling = Settling()
        self.state: State | None = None  # None: no scale, or it is silent
        self.grams = 0
        self._clock = clock
        self._choice = ScaleChoice()
        self._protocol: Protocol | None = None
        self._port: Any = None
        self._rest = b""
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._again.timeout.connect(self._try_to_open)
        self._ask = QTimer(self, interval=_ASK_MS)
        self._ask.timeout.connect(self._ask_now)
        self._silent = QTimer(self, interval=_SILENT_MS, singleShot=True)
        self._silent.timeout.connect(self._lost)

    @property
    def wanted(self) -> bool:
        """Whether this computer has a scale at all."""
        return bool(self._choice.port)

    def use(self, choice: ScaleChoice) -> None:
        """Listen to this scale from now on; one without a port is none."""
        if choice == self._choice:
            return
        self.stop()
        self._choice, self.settling = choice, Settling()
        self._protocol = protocol_of(choice.protocol, choice.pattern, choice.ask, choice.unit)
        if choice.port and self._protocol is not None:
            compiled(self._protocol)
            self._try_to_open()
            self._again.start()

    def stop(self) -> None:
        """Let go of the line."""
        for timer in (self._again, self._ask, self._silent):
            timer.stop()
        self._choice = ScaleChoice()
        self._close()

    # --- the line ---------------------------------------------------------------------------------------------------

    def _try_to_open(self) -> None:
        if self._port is not None:
            return
        try:
            from PySide6.QtSerialPort import QSerialPort
        except ImportError:
            log.info("no serial ports here")
            return
        port = QSerialPort(self._choice.port, self)
        port.setBaudRate(self._choice.baud)
        if not port.open(QSerialPort.OpenModeFlag.ReadWrite):
            port.deleteLater()
            self._tell_lost()
            return
        self._port, self._rest = port, b""
        port.readyRead.connect(self._take)
        port.errorOccurred.connect(self._failed)
        self._silent.start()
        if self._protocol is not None and self._protocol.ask:
            self._ask.start()

    def _failed(self, error: Any) -> None:
        if getattr(error, "value", error) != 0:  # NoError comes with every open
            self._lost()

    def _lost(self) -> None:
        """Unplugged, switched off, or silent: tried again every two seconds."""
        self._close()
        self._tell_lost()

    def _tell_lost(self) -> None:
        was, self.state = self.state, None
        if was is not None:
            self.settling.ready = False
        self.there.emit(False)

    def _close(self) -> None:
        port, self._port = self._port, None
        self._ask.stop()
        if port is not None:
            port.blockSignals(True)
            port.close()
            port.deleteLater()
        self.state = None

    def _ask_now(self) -> None:
        if self._port is not None and self._protocol is not None:
            self._port.write(self._protocol.ask.encode("latin-1", "ignore"))

    def _take(self) -> None:
        if self._port is None:
            return
        *lines, self._rest = _ENDS.split(self._rest + bytes(self._port.readAll().data()))
        self._rest = self._rest[-LONGEST_LINE:]
        for line in lines:
            self.take_line(line.decode("latin-1"))

    def take_line(self, line: str) -> None:
        """What one line of the scale means; lines that say nothing about a weight are passed over."""
        reading: Reading | None = read(line, self._protocol) if self._protocol is not None and line else None
        if reading is None:
            return
        self._silent.start()
        found = self.state is None
        self.grams = reading.grams
        self.state = self.settling.take(reading, self._clock())
        if found:
            self.there.emit(True)
        self.read.emit(self.state, self.grams)
