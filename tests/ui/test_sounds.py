"""Sounds where the machine can make them, and quiet, without a mistake, where it cannot."""

from __future__ import annotations

import wave
from collections.abc import Callable
from itertools import combinations
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Noise
from ui import sounds
from ui.sounds import SOUND_NAMES, SPEECH_LEVELS, SoundName, Sounds, SpeechLevel
from warehouse_app.places import RESOURCES

ALARMS = {"wrong", "elsewhere", "extra", "alike", "unknown", "blocked", "warn"}


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The system's beeps: they cannot be heard from here."""
    heard: list[int] = []
    monkeypatch.setattr(QApplication, "beep", staticmethod(lambda: heard.append(1)))
    return heard


def without(monkeypatch: pytest.MonkeyPatch, addon: Callable[[str], object]) -> None:
    monkeypatch.setattr(sounds, "addon", addon)


class Effect:
    """A loudspeaker's end of the edge."""

    def __init__(self, parent: object = None) -> None:
        self.source, self.played = "", 0

    def setSource(self, source: object) -> None:
        self.source = source.toLocalFile()  # type: ignore[attr-defined]  # a QUrl

    def play(self) -> None:
        self.played += 1


class Voice:
    """A voice at the edge."""

    State = SimpleNamespace(Error="error")
    engines = ("sapi",)
    spoken: list[tuple[str, str]]

    def __init__(self, parent: object = None) -> None:
        self.spoken, self.stopped, self.locale = [], 0, QLocale()

    @classmethod
    def availableEngines(cls) -> tuple[str, ...]:
        return cls.engines

    def state(self) -> str:
        return "ready"

    def stop(self) -> None:
        self.stopped += 1

    def setLocale(self, locale: QLocale) -> None:
        self.locale = locale

    def say(self, text: str) -> None:
        self.spoken.append((self.locale.name(), text))


@pytest.mark.parametrize("name", SOUND_NAMES)
def test_every_verdict_has_a_short_sound_that_can_be_heard(name: SoundName):
    with wave.open(str(RESOURCES / "sounds" / f"{name}.wav")) as sound:
        frames = sound.readframes(sound.getnframes())
        assert 0.04 <= sound.getnframes() / sound.getframerate() <= 1.5
        assert any(frames)


def test_no_two_verdicts_sound_the_same():
    heard = {name: (RESOURCES / "sounds" / f"{name}.wav").read_bytes() for name in SOUND_NAMES}
    for one, other in combinations(SOUND_NAMES, 2):
        assert heard[one] != heard[other], (one, other)


def test_on_this_machine_whatever_it_has(qtbot: QtBot, beeps: list[int], noise: Noise):
    heard = Sounds()
    heard.prepare()
    for name in SOUND_NAMES:
        heard.play(name)
    heard.deleteLater()
    QApplication.processEvents()
    noise.warnings.clear()  # a machine without a sound server says so, which is no fault of ours


@pytest.mark.parametrize("missing", ["addons", "device"])
def test_without_sound_only_alarms_beep(qtbot: QtBot, beeps: list[int], monkeypatch: pytest.MonkeyPatch, missing: str):
    silent = SimpleNamespace(QMediaDevices=SimpleNamespace(audioOutputs=list))
    without(monkeypatch, lambda module: None if missing == "addons" else silent)
    heard = Sounds()
    for name in SOUND_NAMES:
        beeps.clear()
        heard.play(name)
        assert bool(beeps) == (name in ALARMS), name


def test_switched_off_nothing_is_loaded_or_heard(qtbot: QtBot, beeps: list[int], monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    without(monkeypatch, asked.append)
    heard = Sounds(on=False)
    heard.prepare()
    for name in SOUND_NAMES:
        heard.play(name)
    heard.speak("七号格")
    assert (asked, beeps) == ([], [])
    heard.on = True
    heard.play("wrong")
    assert (asked, beeps) == (["QtMultimedia"], [1])


def test_each_verdict_plays_its_own_file(qtbot: QtBot, beeps: list[int], monkeypatch: pytest.MonkeyPatch):
    outputs = SimpleNamespace(audioOutputs=lambda: ["loudspeaker"])
    without(monkeypatch, lambda module: SimpleNamespace(QMediaDevices=outputs, QSoundEffect=Effect))
    heard = Sounds()
    for name in SOUND_NAMES:
        heard.play(name)
    effects = heard._effects or {}
    assert {name: effects[name].played for name in SOUND_NAMES} == dict.fromkeys(SOUND_NAMES, 1)
    assert all(effects[name].source.endswith(f"/{name}.wav") for name in SOUND_NAMES)
    assert beeps == []


@pytest.mark.parametrize("speech", SPEECH_LEVELS)
def test_as_much_is_said_as_the_person_wants(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, chinese: None, speech: SpeechLevel):
    without(monkeypatch, lambda module: SimpleNamespace(QTextToSpeech=Voice))
    heard = Sounds(speech=speech)
    for level in ("alarms", "counts", "notes"):
        heard.speak(level, level=level)
    said = [text for _, text in heard._voice.spoken] if heard._voice else []
    assert said == list(SPEECH_LEVELS[1 : SPEECH_LEVELS.index(speech) + 1])


def test_it_is_said_in_the_windows_language_or_another_and_the_newest_counts(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, chinese: None
):
    without(monkeypatch, lambda module: SimpleNamespace(QTextToSpeech=Voice))
    heard = Sounds(speech="notes")
    heard.speak("七号格")
    heard.speak("Bin seven", "en")
    assert [(name[:2], text) for name, text in heard._voice.spoken] == [("zh", "七号格"), ("en", "Bin seven")]
    assert heard._voice.stopped == 2


@pytest.mark.parametrize("engines", [(), ("mock",)])
def test_without_a_voice_nothing_is_said(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, engines: tuple[str, ...]):
    voice = type("Voice", (Voice,), {"engines": engines})
    without(monkeypatch, lambda module: SimpleNamespace(QTextToSpeech=voice))
    heard = Sounds(speech="notes")
    heard.speak("七号格")
    assert heard._voice is None


def test_an_addon_that_is_not_installed_is_none():
    assert sounds.addon("QtThereIsNoSuchModule") is None
