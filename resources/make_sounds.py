"""Makes the sounds of the verdicts (``resources/sounds/*.wav``): python resources/make_sounds.py

Each has its own melody and its own rhythm, so it is known without looking, in a noisy room, and through a small
loudspeaker: what is right rises and is short, what is wrong is low, rough and repeats. 16 bit, mono, 44.1 kHz, under
half a second, no silence before the first tone.
"""

from __future__ import annotations

import math
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

RATE = 44_100
FOLDER = Path(__file__).resolve().parent / "sounds"


@dataclass(frozen=True)
class Tone:
    """A tone: hertz at its beginning and end, seconds, loudness 0 to 1; ``rough`` adds odd overtones (0 to 1)."""

    start: float
    end: float
    seconds: float
    loud: float = 0.6
    rough: float = 0.0


def steady(hertz: float, seconds: float, loud: float = 0.6, rough: float = 0.0) -> Tone:
    """A tone that keeps its pitch."""
    return Tone(hertz, hertz, seconds, loud, rough)


def rest(seconds: float) -> Tone:
    """Silence."""
    return Tone(0, 0, seconds, 0)


SOUNDS: dict[str, list[Tone]] = {
    # what is right: clear and rising
    "right": [steady(1047, 0.05, 0.5), steady(1568, 0.09, 0.5)],
    "complete": [steady(784, 0.07), steady(1047, 0.07), steady(1319, 0.07), steady(1568, 0.20)],
    "opened": [steady(1319, 0.12, 0.45)],
    "ticked": [steady(1568, 0.04, 0.4), rest(0.03), steady(1568, 0.05, 0.4)],
    "short": [steady(784, 0.07), steady(1047, 0.07), steady(1319, 0.10), steady(988, 0.24)],
    # what goes on, but otherwise: soft
    "step": [steady(880, 0.06, 0.45), rest(0.06), steady(1175, 0.10, 0.45)],
    "check": [steady(880, 0.06, 0.5), rest(0.05), steady(880, 0.06, 0.5), rest(0.05), steady(1175, 0.12, 0.5)],
    "undone": [Tone(1047, 523, 0.20, 0.45)],
    "left": [steady(784, 0.10, 0.4), steady(587, 0.16, 0.4)],
    "shipped": [steady(1047, 0.08), rest(0.03), steady(1047, 0.06), steady(1397, 0.24)],
    "login": [Tone(523, 784, 0.14, 0.45), steady(784, 0.16, 0.4)],
    # what is wrong: low and rough, each with its own rhythm
    "wrong": [steady(196, 0.17, 0.7, 0.8), rest(0.05), steady(165, 0.25, 0.7, 0.8)],
    "elsewhere": [steady(196, 0.17, 0.7, 0.8), rest(0.05), steady(392, 0.22, 0.65, 0.5)],
    "extra": [
        steady(330, 0.08, 0.65, 0.6),
        rest(0.05),
        steady(330, 0.08, 0.65, 0.6),
        rest(0.05),
        steady(220, 0.2, 0.7, 0.6),
    ],
    "alike": [steady(262, 0.10, 0.7, 0.7), steady(277, 0.10, 0.7, 0.7), rest(0.04), steady(196, 0.2, 0.7, 0.8)],
    "unknown": [Tone(294, 440, 0.16, 0.6, 0.4), rest(0.05), Tone(294, 440, 0.18, 0.6, 0.4)],
    "blocked": [Tone(880, 440, 0.14, 0.65, 0.5), Tone(880, 440, 0.14, 0.65, 0.5), Tone(880, 330, 0.18, 0.7, 0.5)],
    "warn": [steady(659, 0.10, 0.6, 0.2), rest(0.06), steady(659, 0.10, 0.6, 0.2)],
}


def samples(tone: Tone) -> list[float]:
    """The tone as numbers from -1 to 1, faded in and out so that it does not click."""
    count = round(tone.seconds * RATE)
    fade = min(round(0.006 * RATE), count // 2)
    phase, made = 0.0, []
    for index in range(count):
        part = index / count
        phase += 2 * math.pi * (tone.start + (tone.end - tone.start) * part) / RATE
        shape = math.sin(phase) + tone.rough * (math.sin(3 * phase) / 3 + math.sin(5 * phase) / 5)
        edge = min(1.0, index / fade, (count - index) / fade) if fade else 1.0
        made.append(tone.loud * edge * shape / (1 + tone.rough * 0.4))
    return made


def write(path: Path, tones: list[Tone]) -> None:
    """Write the tones one after the other as a WAV file."""
    numbers = [round(32_767 * value) for tone in tones for value in samples(tone)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(numbers)}h", *numbers))


def main() -> None:
    """Make every sound anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, tones in SOUNDS.items():
        write(FOLDER / f"{name}.wav", tones)


if __name__ == "__main__":
    main()
