"""The language of the window: which one it is, how it changes while the program runs, and ``tr`` for every sentence.

A change installs or removes Qt's own translation on the application. That translates Qt's dialogs and, by itself, sends
``QEvent.Type.LanguageChange`` to every widget; the widgets of ``ui.widgets.text`` then ask for their sentence again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from warehouse_app.errors import WarehouseError
from warehouse_app.words import Language, say

_QT_FILES: dict[Language, str] = {"zh_CN": "qtbase_zh_CN", "en": "qtbase_en"}

_current: Language = "zh_CN"
_installed: QTranslator | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence inside a sentence, as a field: ``tr("orders.is", state=Sentence("orders.state_held"))``.

    Several of them in a tuple are said one after the other. Its own fields may be sentences again.
    """

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)


def current() -> Language:
    """The language the window speaks now."""
    return _current


def switch(language: Language) -> None:
    """Speak another language from now on: Qt's dialogs, numbers and every widget that holds a sentence's code.

    Call it once before the first widget is made, too. Needs the QApplication.
    """
    global _current, _installed  # noqa: PLW0603 - one application speaks one language, as it has one list of translators
    app = QCoreApplication.instance()
    assert app is not None, "make the QApplication first"
    _current = language
    QLocale.setDefault(QLocale(language))
    previous, _installed = _installed, _qt_translation(language)
    if previous is not None:
        app.removeTranslator(previous)
        previous.deleteLater()
    app.installTranslator(_installed)


def tr(code: str, /, **fields: object) -> str:
    """The sentence of the catalogue in the window's language; KeyError when there is none (a bug a test finds)."""
    return say(code, _current, **{name: _spoken(value) for name, value in fields.items()})


def explain(error: WarehouseError) -> str:
    """The sentence for an error a person can put right."""
    return tr(error.code, **error.fields)


def _spoken(value: object) -> object:
    if isinstance(value, tuple):
        return tr("ui.separator").join(str(_spoken(part)) for part in value)
    return tr(value.code, **value.fields) if isinstance(value, Sentence) else value


def _qt_translation(language: Language) -> QTranslator:
    translation = QTranslator(QCoreApplication.instance())
    translation.load(_QT_FILES[language], QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return translation
