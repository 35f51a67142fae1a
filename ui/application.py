"""The QApplication in our clothes. Imports nothing of the warehouse, so it stands before anything else is loaded."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from ui import language, theme
from ui.theme import ThemeName
from warehouse_app.words import Language


def make_application(spoken: Language, look: ThemeName = "light") -> QApplication:
    """The QApplication, speaking ``spoken``; the one that is there when there is one."""
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Packdesk")
    app.setDesktopFileName("packdesk")
    language.switch(spoken)
    theme.apply(app, look)
    return app
