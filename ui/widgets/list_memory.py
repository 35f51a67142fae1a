"""How a person has set up the lists of this computer: sorted by which column, how wide each is.

``lists.json`` beside the data. A missing or damaged file, or a part of it that says nothing, is nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ui.preferences import write_whole
from warehouse_app.errors import WarehouseError

FILE = "lists.json"
NARROWEST, WIDEST = 24, 2_000  # pixels
_PAUSE_MS = 400
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListSetup:
    """Sorted by a column's key ("" for the natural order), and the widths in pixels a person gave to columns."""

    sort: str = ""
    descending: bool = False
    widths: Mapping[str, int] = field(default_factory=dict)


class ListMemory(QObject):
    """``of(name)`` is the setup of a list; ``keep`` remembers a part of it, written once the person pauses."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = folder / FILE
        self._setups: dict[str, ListSetup] | None = None
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self.write)

    def of(self, name: str) -> ListSetup:
        """The setup of the list with this name."""
        return self._known().get(name, ListSetup())

    def keep(self, name: str, **changed: Any) -> None:
        """Remember fields of ``ListSetup``."""
        self._known()[name] = replace(self.of(name), **changed)
        self._pause.start()

    def keep_width(self, name: str, column: str, pixels: int) -> None:
        """Remember the width of one column."""
        self.keep(name, widths={**self.of(name).widths, column: pixels})

    def forget(self, name: str) -> None:
        """The list is as it came."""
        self._known().pop(name, None)
        self._pause.start()

    def settle(self) -> None:
        """Write what waits for a pause; for closing the program."""
        if self._pause.isActive():
            self.write()

    def write(self) -> None:
        """Write the file. Where that cannot be, the lists are as they came the next time; nobody's work depends on it."""
        self._pause.stop()
        try:
            write_whole(self._path, {name: asdict(setup) for name, setup in self._known().items()})
        except WarehouseError:
            log.warning("%s cannot be written", self._path.name)

    def _known(self) -> dict[str, ListSetup]:
        if self._setups is None:
            self._setups = _read(self._path)
        return self._setups


def _read(path: Path) -> dict[str, ListSetup]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: _setup(each) for name, each in told.items()} if isinstance(told, dict) else {}


def _setup(told: Any) -> ListSetup:
    kinds = {"sort": str, "descending": bool, "widths": dict}
    named = told if isinstance(told, dict) else {}
    fits = {one.name: named[one.name] for one in fields(ListSetup) if isinstance(named.get(one.name), kinds[one.name])}
    widths = {key: wide for key, wide in fits.pop("widths", {}).items() if isinstance(wide, int) and NARROWEST <= wide <= WIDEST}
    return ListSetup(**fits, widths=widths)
