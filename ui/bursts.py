"""When do keys make a code? The timing rules of the scan filter, without Qt: pure, so they can be tested to the bone.

Real scanners send a character every 7 to 16 ms and then Enter or Tab, sometimes nothing; a quick typist needs 80 ms or
more for a key. All times here are seconds on any clock that only goes forward.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

Source = Literal["keyboard", "typed", "paste", "serial"]
Suffix = Literal["", "enter", "tab", "silence"]
"""What ended a code; "" where nothing has to: pasted, or from another device."""

FAST_GAP = 0.050
"""The longest pause between two keys of one burst, Enter included."""
FAST_GAP_IN_FIELD = 0.035
"""The same where people type text: stricter, because there a mistake would eat words."""
QUIET_GAP = 0.120
"""A burst followed by this much silence has ended, for scanners that send no suffix."""
SUFFIX_GAP = 0.800
"""The same for a scanner that ended its last code with Enter or Tab: it will again. Silence before it is a scanner, a radio
or a busy machine catching its breath in the middle of a code."""
LEAST_BURST = 4
"""Fewer keys than this never count as a burst: a hand rolling over the keys can do three."""
GROUP_SEPARATOR = "\x1d"
"""FNC1 inside GS1 codes: the one control character that belongs to a code."""

_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""What a scanner may be set to send first: which kind of bar code it read (ISO/IEC 15424), ``]C1``, ``]E0``."""

_LONGEST_PIECE = 48
_SHORTEST_PIECE = 3
_LONGEST_GLUED = 2000
_RUNS_TRIED = 3


@dataclass(frozen=True, slots=True)
class Key:
    """One character and the moment it came; ``corrected`` is its reading when CapsLock had turned its case.

    ``composed``: an input method committed it.
    """

    char: str
    at: float
    corrected: str = ""
    composed: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """One code that came in.

    ``text`` is the best reading; ``alternatives`` are other readings worth a look-up when ``text`` is not known
    (letters in the other case, because of CapsLock). ``at`` is when its last key was pressed, in seconds on the scanner's clock.
    ``keys`` and ``suffix`` tell how it came, for the page that tries scanners; nothing else looks at them.
    """

    text: str
    alternatives: tuple[str, ...] = ()
    at: float = 0.0
    source: Source = "keyboard"
    keys: tuple[Key, ...] = ()
    suffix: Suffix = ""


@dataclass(frozen=True, slots=True)
class Code:
    """What the collector made of the keys: a burst (a scanner) or something typed slowly."""

    keys: tuple[Key, ...]
    burst: bool

    @property
    def raw(self) -> str:
        """The characters as they came."""
        return "".join(key.char for key in self.keys)

    @property
    def corrected(self) -> str:
        """The characters with CapsLock undone."""
        return "".join(key.corrected or key.char for key in self.keys)


def fold(text: str) -> str:
    """Full-width forms to their plain ones, control characters dropped (FNC1 stays).

    Only U+FF01 to U+FF5E and U+3000 are folded: a general NFKC would also change what is not a width.
    """
    return "".join(_fold_char(char) for char in text)


def clean(text: str) -> str:
    """A code as it is looked up: folded, without spaces around it."""
    return fold(text).strip(" ")


def readings(code: Code) -> tuple[str, tuple[str, ...]]:
    """The best reading of a code and the others worth trying.

    A burst is read with CapsLock undone; what a person typed and saw on the screen is read as it stands. No code of the house
    begins as scanners tell its kind, so without that is another reading.
    """
    raw = clean(code.raw)
    best = clean(code.corrected) if code.burst else raw
    told = _SYMBOLOGY.match(best) if code.burst else None
    bare = () if told is None else (best[told.end() :], best[told.end() :].swapcase())
    others = (*bare, raw, best.swapcase())
    return best, tuple(dict.fromkeys(other for other in others if other != best))


def _fold_char(char: str) -> str:
    point = ord(char)
    if 0xFF01 <= point <= 0xFF5E:
        return chr(point - 0xFEE0)
    if point == 0x3000:
        return " "
    if (point < 0x20 or 0x7F <= point < 0xA0) and char != GROUP_SEPARATOR:
        return ""
    return char


class BurstCollector:
    """Collects keys and says when they make a code.

    What was typed slowly before a burst is never mixed into the burst's code: it stays, as in a text field.
    """

    def __init__(self, fast_gap: float = FAST_GAP, quiet_gap: float = QUIET_GAP, least: int = LEAST_BURST) -> None:
        self._fast_gap = fast_gap
        self._quiet_gap = quiet_gap
        self._least = least
        self._keys: list[Key] = []
        self._text = ""  # asked for with every key: put together anew each time, a code of thousands would take seconds
        self._run_start = 0
        self._held = False
        self._sends_suffix = False

    @property
    def text(self) -> str:
        """What is collected so far, typed and scanned."""
        return self._text

    @property
    def keys(self) -> tuple[Key, ...]:
        """Everything collected so far, key by key."""
        return tuple(self._keys)

    @property
    def run(self) -> tuple[Key, ...]:
        """The fast run at the end of what is collected."""
        return tuple(self._keys[self._run_start :])

    @property
    def is_burst(self) -> bool:
        """Whether the keys at the end came as fast as only a scanner sends them."""
        return len(self._keys) - self._run_start >= self._least

    def starts_run(self, at: float) -> bool:
        """Whether a key at this moment would begin a new run instead of lengthening the present one."""
        return not self._keys or at - self._keys[-1].at > self._fast_gap

    def feed(self, key: Key, held: bool = False) -> Code | None:
        """Take one key; returns the burst that silence had ended before it, if there was one.

        ``held`` marks the repeat of a key held down: such keys alone never make a code by silence.
        """
        ended = self.quiet(key.at)
        if self.starts_run(key.at):
            self._run_start = len(self._keys)
            self._held = False
        self._held = self._held or held
        self._keys.append(key)
        self._text += key.char
        return ended

    def end(self, at: float) -> Code | None:
        """Enter or Tab came: the code it ends, or None when nothing was collected."""
        if not self._keys:
            return None
        if self.is_burst and at - self._keys[-1].at <= self._fast_gap:
            self._sends_suffix = True
            return self._take(burst=True)
        self._run_start = 0
        return self._take(burst=False)

    def quiet(self, now: float) -> Code | None:
        """The burst that silence has ended by now, if any. Slow typing waits for its Enter."""
        left = self.silence_left(now)
        if left is None or left > 0:
            return None
        self._sends_suffix = False
        return self._take(burst=True)

    def silence_left(self, now: float) -> float | None:
        """Seconds of silence still missing to end the burst; None when silence ends nothing here."""
        if not self.is_burst or (self._held and len({key.char for key in self.run}) == 1):
            return None
        gap = max(self._quiet_gap, SUFFIX_GAP) if self._sends_suffix else self._quiet_gap
        return gap - (now - self._keys[-1].at)

    def backspace(self) -> None:
        """Take the last character back; what remains counts as typed."""
        for key in self._keys[-1:]:
            self._text = self._text[: len(self._text) - len(key.char)]
        del self._keys[-1:]
        self.break_run()

    def drop_last(self, count: int) -> None:
        """The last so many keys belonged to a code that is dealt with; what remains counts as typed."""
        if count:
            del self._keys[-count:]
            self._text = "".join(key.char for key in self._keys)
        self.break_run()

    def break_run(self) -> None:
        """What is collected counts as typed from now on."""
        self._run_start = len(self._keys)

    def clear(self) -> None:
        """Forget everything collected."""
        self._keys.clear()
        self._text = ""
        self._run_start = 0
        self._held = False

    def _take(self, burst: bool) -> Code:
        keys = tuple(self._keys[self._run_start :])
        del self._keys[self._run_start :]
        self._text = "".join(key.char for key in self._keys)
        self._run_start = len(self._keys)
        self._held = False
        return Code(keys, burst)


def runs_before(keys: tuple[Key, ...], last: int) -> list[int]:
    """Where the runs before the ``last`` keys begin, the nearest first, the very beginning among them; at most a few."""
    end = len(keys) - last
    starts = [n for n in range(end - 1, 0, -1) if keys[n].at - keys[n - 1].at > FAST_GAP]
    return [*starts[:_RUNS_TRIED], 0]


def split_glued(text: str, known: Callable[[Collection[str]], set[str]]) -> list[str] | None:
    """The codes a scanner without suffix and pause ran together, or None when there is no one clear answer.

    ``known`` says which of many candidates are codes; it is asked once. The answer is the cut with the fewest pieces,
    every piece known; None when no cut exists or two cuts are equally short. Looks at up to 2,000 characters and
    pieces of 3 to 48.
    """
    if not text or len(text) > _LONGEST_GLUED:
        return None
    pieces = {text[start:stop] for start, stop in _cuts(len(text))}
    codes = known(pieces | {text})
    if text in codes:
        return [text]
    return _fewest_pieces(text, codes)


def _cuts(length: int) -> list[tuple[int, int]]:
    return [
        (start, stop)
        for start in range(length)
        for stop in range(start + _SHORTEST_PIECE, min(start + _LONGEST_PIECE, length) + 1)
    ]


def _fewest_pieces(text: str, codes: set[str]) -> list[str] | None:
    """Shortest paths from the end: for each start the number of pieces, of ways to cut so, and the first cut."""
    best: dict[int, tuple[int, int, int]] = {len(text): (0, 1, len(text))}
    for start in range(len(text) - 1, -1, -1):
        longest = min(start + _LONGEST_PIECE, len(text))
        for stop in range(start + _SHORTEST_PIECE, longest + 1):
            if stop not in best or text[start:stop] not in codes:
                continue
            count, ways = best[stop][0] + 1, best[stop][1]
            present = best.get(start)
            if present is None or count < present[0]:
                best[start] = (count, ways, stop)
            elif count == present[0]:
                best[start] = (count, present[1] + ways, present[2])
    if 0 not in best or best[0][1] != 1:
        return None
    return _walk(text, best)


def _walk(text: str, best: dict[int, tuple[int, int, int]]) -> list[str]:
    pieces, start = [], 0
    while start < len(text):
        stop = best[start][2]
        pieces.append(text[start:stop])
        start = stop
    return pieces
