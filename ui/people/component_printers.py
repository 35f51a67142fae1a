"""The printers of the print components on this computer, added to the choice of label printers when the components answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.jobs import Progress
from ui.widgets.text import Combo
from warehouse_app.dispatch.components.rules import DIALECTS, Address, parse_printer, printer_setting
from warehouse_app.errors import WarehouseError


def addresses() -> list[Address]:
    """Where components are looked for: each at its usual port."""
    return [Address(dialect, dialect.port) for dialect in DIALECTS.values()]


def find_printers(places: Sequence[Address], progress: Progress) -> list[str]:
    """The settings for all printers of the components that answer; one that does not is passed over. It takes some seconds."""
    from warehouse_app.dispatch.components.client import Timeouts, list_printers

    found: list[str] = []
    for number, place in enumerate(places):
        progress.step(number, len(places))
        try:
            printers = list_printers(place, Timeouts(connect=0.5, answer=1.5))
        except WarehouseError:
            continue
        found += [printer_setting(place, printer) for printer in printers]
    return found


def add_printer(combo: Combo, setting: str) -> None:
    """Add a printer under the name a person knows it by."""
    found = parse_printer(setting)
    if found is None:
        combo.add_plain(setting, setting)
    else:
        combo.add_code(f"numbers.printers_of_{found[0].dialect.vendor}", setting, printer=found[1])


class ComponentPrinters(QObject):
    """``look`` asks the components off the window's thread, one look-up at a time, and leaves the choice as it is."""

    def __init__(self, desk: Desk, combo: Combo, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._combo = desk, combo
        self._looking = False

    def look(self) -> None:
        """Ask now, if nobody is asking."""
        if self._looking:
            return
        self._looking = True
        places = addresses()
        self._desk.work(
            lambda progress: find_printers(places, progress), self._found, failed=self._failed,
            title_code="numbers.looking_for_components", owner=self, quiet=True,
        )  # fmt: skip

    def _found(self, settings: list[str]) -> None:
        self._looking = False
        chosen = self._combo.value()
        for setting in settings:
            if self._combo.findData(setting) < 0:
                add_printer(self._combo, setting)
        self._combo.choose(chosen)

    def _failed(self, _error: WarehouseError) -> None:
        self._looking = False
