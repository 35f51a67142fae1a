"""From the command to a window that takes scans in hardly more time than Qt itself needs.

The database layer and the screens take several times as long to load as an empty window takes to open. So the front
comes first; once it is painted everything else is loaded behind it, the window proper takes its place, and the keys that
were pressed meanwhile are given to it in order. Nothing but Qt is imported here before that moment.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui.front import Front

if TYPE_CHECKING:
    from ui.app import Opened

GIVE_WAY_TRIES, GIVE_WAY_MS = 100, 20


def _nothing() -> None:
    """Nobody wants to know."""


class Start:
    """Opens the front, then the program behind it."""

    def __init__(self, arguments: Sequence[str], ready: Callable[[], None], loaded: Callable[[], None]) -> None:
        self._arguments, self._ready, self._loaded = arguments, ready, loaded
        self._app = QApplication(sys.argv[:1])
        self._front = Front()
        self._opened: Opened | None = None

    def run(self) -> int:
        """Until the window is closed; returns the exit code."""
        self._front.painted.connect(self._load)
        self._front.show()
        code = self._app.exec()
        if self._opened is not None:
            self._opened.close()
        return code

    def _load(self) -> None:
        self._ready()
        try:
            self._opened = self._open()
        except SystemExit as usage:  # argparse has said what is wrong with the arguments
            self._leave(usage.code if isinstance(usage.code, int) else 2)
            return
        if self._opened is None:
            self._leave(1)
            return
        QApplication.processEvents()  # keys that came while everything was loaded: the front keeps them, in order
        window = self._opened.program.window
        self._opened.program.start()  # from here on the scan filter sees every key, also those the front still gets
        self._front.hand_over(window)
        self._give_way(window, GIVE_WAY_TRIES)
        self._loaded()

    def _give_way(self, window: QWidget, tries: int) -> None:
        """Take the front away once the window has the keyboard; without a window manager it has to be asked more than once."""
        if window.isActiveWindow() or not tries:
            self._front.hide()
            self._front.deleteLater()
            return
        window.raise_()
        window.activateWindow()
        QTimer.singleShot(GIVE_WAY_MS, window, lambda: self._give_way(window, tries - 1))

    def _open(self) -> Opened | None:
        """Load and open everything; None when the folder cannot be opened, which has been said then."""
        from ui import preferences
        from ui.app import open_program, tell_plainly
        from ui.application import make_application
        from ui.language import explain
        from ui.options import system_language, window_options
        from warehouse_app.errors import WarehouseError
        from warehouse_app.store.folder import Folder, default_folder

        options = window_options(self._arguments)
        folder = Folder((options.data or default_folder()).expanduser().absolute())
        kept = preferences.load(folder.root)
        make_application(options.language or kept.language or system_language(), kept.theme)
        try:
            opened = open_program(options, kept, folder)
        except WarehouseError as error:
            self._front.hide()
            tell_plainly(explain(error))
            return None
        opened.program.window.setGeometry(self._front.geometry())
        return opened

    def _leave(self, code: int) -> None:
        self._front.hide()
        self._app.exit(code)


def run(arguments: Sequence[str], *, ready: Callable[[], None] = _nothing, loaded: Callable[[], None] = _nothing) -> int:
    """Open the window and stay until it is closed: 0, 1 when it could not be opened (said in plain words), 2 for usage.

    ``ready`` is called when keys are taken, ``loaded`` when they are answered.
    """
    return Start(arguments, ready, loaded).run()
