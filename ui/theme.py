"""Colours, sizes and fonts of the whole window in one place: change a token here and every screen follows.

A *tone* says what something means (right, wrong, ...). Each has a band (big coloured surface) with the words on it at
7:1 or better, a text colour for the ordinary surface and a pale tint, at 4.5:1 or better (WCAG 2.2, 1.4.3 and 1.4.6; a
test computes them). Right is a blue-green and wrong a vermilion, after Okabe and Ito: told apart also by people who do
not see red and green alike; shape and word say the same anyway.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui.fonts import application_font
from ui.style_sheet import style_sheet

ThemeName = Literal["light", "dark"]
ToneName = Literal["right", "wrong", "warning", "blocked", "information", "next"]
TONES: tuple[ToneName, ...] = ("right", "wrong", "warning", "blocked", "information", "next")

STEP = 4
"""All spacing is a multiple of this many pixels."""
VERDICT_PX, COUNT_PX, ITEM_PX, LARGE_PX, HEADING_PX, TEXT_PX, SMALL_PX = 48, 56, 36, 24, 20, 15, 13


def space(steps: int) -> int:
    """Pixels for so many steps of spacing."""
    return steps * STEP


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of one meaning: the band and what is written on it, text on the surface, and a pale tint."""

    band: str
    on_band: str
    text: str
    tint: str


@dataclass(frozen=True, slots=True)
class Theme:
    """All tokens of one appearance. Colours are ``#rrggbb``."""

    name: ThemeName
    surface: str  # behind everything
    raised: str  # cards, tables, fields
    sunken: str  # rail, headers, hovered rows
    text: str
    muted: str  # second-rank words; still 4.5:1 everywhere
    line: str  # between things
    outline: str  # around what can be used; 3:1 (WCAG 1.4.11)
    accent: str  # what can be pressed next, focus, selection
    on_accent: str
    accent_hover: str
    selection: str  # selected rows; ``text`` is written on it
    right: Tone
    wrong: Tone
    warning: Tone
    blocked: Tone
    information: Tone
    next: Tone

    def tone(self, name: ToneName) -> Tone:
        """The tone of that name."""
        tone: Tone = getattr(self, name)
        return tone

    def colour(self, token: str) -> str:
        """The colour of a token: ``text``, ``muted``, ``right`` (a tone's text colour), ``right.band`` ..."""
        head, _, part = token.partition(".")
        value = getattr(self, head)
        return str(getattr(value, part or "text")) if isinstance(value, Tone) else str(value)


LIGHT = Theme(
    name="light",
    surface="#f4f6f8",
    raised="#ffffff",
    sunken="#e9edf1",
    text="#17212b",
    muted="#50606f",
    line="#d5dce3",
    outline="#7b8a99",
    accent="#0a5bb5",
    on_accent="#ffffff",
    accent_hover="#084a94",
    selection="#d3e5fa",
    right=Tone("#00594f", "#ffffff", "#00695c", "#dcf3ee"),
    wrong=Tone("#972a00", "#ffffff", "#a83200", "#fde9e0"),
    warning=Tone("#ffc83d", "#2b1d00", "#785000", "#fff3d1"),
    blocked=Tone("#54217f", "#ffffff", "#65309a", "#f0e6fa"),
    information=Tone("#0b4a86", "#ffffff", "#0b5397", "#e1eefb"),
    next=Tone("#2c3a47", "#ffffff", "#3b4b5a", "#e9edf1"),
)

DARK = Theme(
    name="dark",
    surface="#11181f",
    raised="#1a232c",
    sunken="#0c1217",
    text="#e8eef3",
    muted="#a3b1be",
    line="#2c3843",
    outline="#6f8191",
    accent="#6db3ff",
    on_accent="#07182a",
    accent_hover="#93c7ff",
    selection="#234263",
    right=Tone("#2fd6bd", "#00211c", "#4fdcc6", "#0f3430"),
    wrong=Tone("#ff8f63", "#2b0b00", "#ff9a72", "#43200f"),
    warning=Tone("#ffcf56", "#2b1d00", "#ffd469", "#3d300d"),
    blocked=Tone("#cfa6ff", "#220040", "#d4b0ff", "#34204b"),
    information=Tone("#7cc0ff", "#001a33", "#8bc7ff", "#12304d"),
    next=Tone("#c3d0dc", "#111a22", "#c3d0dc", "#26323d"),
)

_THEMES: dict[ThemeName, Theme] = {"light": LIGHT, "dark": DARK}
_current = LIGHT
_STYLED = "styled"  # a property of the application: style and font are set
_CARRIES = "carriesSheet"  # a property of a window, see dress


def current() -> Theme:
    """The tokens in use, for what paints itself."""
    return _current


def apply(app: QApplication, name: ThemeName) -> Theme:
    """Dress the whole application; at run time too: every widget gets ``QEvent.Type.StyleChange`` afterwards."""
    global _current  # noqa: PLW0603 - one application has one appearance, as it has one palette
    _current = _THEMES[name]
    if not app.property(_STYLED):  # each of these goes through all widgets once
        app.setStyle("Fusion")
        app.setFont(application_font(TEXT_PX))
        app.setProperty(_STYLED, True)
    app.setPalette(palette(_current))
    sheet = style_sheet(tokens(_current))
    windows = [window for window in app.topLevelWidgets() if window.property(_CARRIES)]
    for window in windows:
        window.setStyleSheet(sheet)
    if not windows:
        app.setStyleSheet(sheet)
    return _current


def dress(window: QWidget) -> None:
    """Let a window carry the style sheet in place of the application: light and dark then change in a sixth of the time.

    Qt tells each widget of the application's sheet as often as there are widgets around it, of a window's once.
    """
    app = QApplication.instance()
    if isinstance(app, QApplication):
        window.setProperty(_CARRIES, True)
        app.setStyleSheet("")
        window.setStyleSheet(style_sheet(tokens(_current)))


def tokens(theme: Theme) -> dict[str, str]:
    """Every token by its dotted name, as the style sheet uses them."""
    named: dict[str, str] = {}
    for field in fields(theme):
        value = getattr(theme, field.name)
        if isinstance(value, Tone):
            named |= {f"{field.name}.{part.name}": getattr(value, part.name) for part in fields(value)}
        else:
            named[field.name] = value
    return named


def palette(theme: Theme) -> QPalette:
    """The tokens as Qt's palette, for what the style sheet does not reach (Qt's own dialogs among it)."""
    roles = QPalette.ColorRole
    dressed = QPalette()
    for role, colour in {
        roles.Window: theme.surface,
        roles.WindowText: theme.text,
        roles.Base: theme.raised,
        roles.AlternateBase: theme.surface,
        roles.Text: theme.text,
        roles.Button: theme.raised,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.wrong.text,
        roles.ToolTipBase: theme.next.band,
        roles.ToolTipText: theme.next.on_band,
        roles.PlaceholderText: theme.muted,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.on_accent,
        roles.Accent: theme.accent,
        roles.Link: theme.accent,
        roles.Mid: theme.line,
        roles.Midlight: theme.line,
        roles.Light: theme.raised,
        roles.Dark: theme.outline,
    }.items():
        dressed.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        dressed.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.outline))
    return dressed


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of a ``#rrggbb`` colour (WCAG 2.2)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
