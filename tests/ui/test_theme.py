"""Colours people can read: contrast computed for every pair of tokens that meet on the screen, in both themes."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from ui import icons, theme
from ui.theme import DARK, LIGHT, TONES, Theme, ToneName, contrast
from ui.widgets.verdict_band import TONE_OF

THEMES = [LIGHT, DARK]
TEXT, LARGE_AND_FRAMES, BAND = 4.5, 3.0, 7.0  # WCAG 2.2: 1.4.3, 1.4.11, 1.4.6
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")

both_themes = pytest.mark.parametrize("look", THEMES, ids=[look.name for look in THEMES])
every_tone = pytest.mark.parametrize("name", TONES)


def test_the_contrast_of_known_pairs():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.005)


@given(COLOURS, COLOURS)
def test_contrast_has_no_direction_and_its_bounds(one: str, other: str):
    assert 1 <= contrast(one, other) <= 21.0000001
    assert contrast(one, other) == contrast(other, one)
    assert contrast(one, one) == 1


@both_themes
@pytest.mark.parametrize(
    ("words", "behind"),
    [
        *((words, behind) for words in ("text", "muted") for behind in ("surface", "raised", "sunken")),
        ("text", "selection"),
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("accent", "surface"),
        ("accent", "raised"),
    ],
)
def test_words_can_be_read(look: Theme, words: str, behind: str):
    assert contrast(look.colour(words), look.colour(behind)) >= TEXT


@both_themes
@every_tone
def test_words_in_a_tone_can_be_read(look: Theme, name: ToneName):
    tone = look.tone(name)
    for behind in (look.surface, look.raised, tone.tint):
        assert contrast(tone.text, behind) >= TEXT
    assert contrast(look.text, tone.tint) >= TEXT


@both_themes
@every_tone
def test_a_verdict_can_be_read_from_two_metres(look: Theme, name: ToneName):
    assert contrast(look.tone(name).on_band, look.tone(name).band) >= BAND


@both_themes
def test_frames_of_what_can_be_used_can_be_seen(look: Theme):
    for behind in (look.surface, look.raised):
        assert contrast(look.outline, behind) >= LARGE_AND_FRAMES


@both_themes
def test_no_two_tones_have_the_same_band(look: Theme):
    for one, other in combinations(TONES, 2):
        assert look.tone(one).band != look.tone(other).band


@both_themes
def test_every_token_is_a_colour_and_every_tone_is_reached_by_its_name(look: Theme):
    named = theme.tokens(look)
    assert {f"{name}.band" for name in TONES} <= set(named)
    for token, colour in named.items():
        if token == "name":
            continue
        assert re.fullmatch("#[0-9a-f]{6}", colour), token
        assert look.colour(token) == colour
    assert look.colour("wrong") == look.wrong.text


@both_themes
def test_dressing_the_application(look: Theme, qapp: QApplication):
    try:
        assert theme.apply(qapp, look.name) is look
        assert theme.current() is look
        assert qapp.palette().color(QPalette.ColorRole.WindowText).name() == look.text
        disabled = qapp.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        assert disabled.name() == look.outline
        used = set(re.findall("#[0-9a-fA-F]{6}", qapp.styleSheet()))
        assert used
        assert used <= set(theme.tokens(look).values())  # no colour of its own, and none of the other theme
    finally:
        theme.apply(qapp, "light")


def test_every_verdict_and_tone_has_a_shape_of_its_own(qapp: QApplication):
    drawn = {name: icons.pixmap(name, "#000000", 48).toImage() for name in {*TONE_OF, *TONES}}
    for one, other in combinations(sorted(drawn), 2):
        assert drawn[one] != drawn[other], (one, other)
