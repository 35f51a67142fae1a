"""The scan filter: every code that comes into the program comes through here, whatever has the focus.

Scanners are keyboards. One filter on the application looks at every key before any widget does and decides whose it is.

*Focus on anything but a text field*: printable keys are the filter's. They are shown live (``buffer_changed``; the
``ScanBox`` draws them) and become a code on Enter, Return or Tab. A burst (4 keys or more, no gap over 50 ms) also ends
by 120 ms of silence, for scanners without a suffix; what a person types waits for Enter. What was typed before a burst
is not mixed into its code. Escape clears, Backspace edits, Ctrl+V pastes (each line a code when there are several; one
line goes into the box; a table with the property ``takesPaste`` pastes by itself). With nothing collected, Enter, Tab
and Space belong to the focused widget, and keys with Ctrl or Alt, function keys and arrows always do. So single-letter
shortcuts do not exist in this program.

*Focus in a text field*: people type there, so every key reaches the field. When a burst (no gap over 35 ms) ends with
Enter or Tab, it was a scanner: the field is put back as it was, the Enter is swallowed and the code is queued. A burst
without Enter stays text. Four properties of a field (``setProperty(name, True)``) change that:

- ``takesTyping``: for PINs and searches, where someone quick may end with Enter. A burst is a scan only if
  ``known(text)`` says so (a badge scanned into the PIN field); otherwise text and Enter are the field's.
- ``takesScan``: the field wants the code itself, say a product's barcode: the code replaces its text, and Enter is
  swallowed.
- ``scansOnly``: the field takes no typing: keys go to the filter's own buffer, silence ends a burst as elsewhere.

*Time* is the event's own timestamp where it has one, so a busy window neither splits nor glues codes; else its arrival.
*A code cut in two* by a focus that moved in its middle (a dialog opened, with a field) is still one code.
*CapsLock*: real keys tell by Shift what the letter should have been; the other case goes along in ``alternatives``.
*Input methods*: text they commit counts as keys, full-width forms are made plain, an unfinished composition is
cancelled when a burst turns out to be a scan. Widgets that are no text fields have ``WA_InputMethodEnabled`` off; keep
it so on stations.
*Dialogs*: see ``ui.scan_queue``. Qt itself throws away keys that the system still sends to a window behind a modal
dialog, in the few ms until the dialog has the focus; so our own dialogs are surfaces inside the window
(``FormDialog``).
"""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Callable, Collection

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.bursts import (
    FAST_GAP,
    LEAST_BURST,
    QUIET_GAP,
    BurstCollector,
    Code,
    Key,
    Scan,
    Source,
    Suffix,
    clean,
    fold,
    readings,
    runs_before,
    split_glued,
)
from ui.field_runs import FieldRuns
from ui.keys import MODIFIER_KEYS, Clock, characters, corrected, is_edit, is_end, is_line_end, mark, suffix_of
from ui.scan_queue import ScanQueue, holder, takes_scans
from ui.text_fields import TextField, field_of, wish
from ui.wheel import leave_to_page, take_no_focus

log = logging.getLogger(__name__)

_KEY_PRESS = QEvent.Type.KeyPress
_KEY_RELEASE = QEvent.Type.KeyRelease
_SHORTCUT_OVERRIDE = QEvent.Type.ShortcutOverride
_INPUT_METHOD = QEvent.Type.InputMethod
_MOUSE_PRESS = QEvent.Type.MouseButtonPress
_WHEEL = QEvent.Type.Wheel
_POLISH = QEvent.Type.Polish

_LATE_SUFFIX = 0.250
"""An Enter this soon after a burst that silence had ended is that scanner's slow suffix, not a person's."""
_SECOND_SUFFIX = 0.020
"""A second Enter this soon after the first (both with a device's timestamp) is the other half of CR LF."""


class ScanFilter(QObject):
    """Collects codes from keyboard, clipboard and other devices; ``scanned`` gives each as a ``Scan``, in order.

    ``known(text)`` says whether a text is a code of ours (for ``takesTyping`` fields, and for a code that a busy machine
    held up in its middle); ``known_codes(texts)``
    which of many are (used to cut apart what a scanner without suffix glued together). ``prefix`` is cut off the front
    of what a scanner sends. Make one, ``install()`` it, connect ``scanned``.
    """

    scanned = Signal(object)
    buffer_changed = Signal(str)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        known: Callable[[str], bool] | None = None,
        known_codes: Callable[[Collection[str]], set[str]] | None = None,
        quiet_gap: float = QUIET_GAP,
        prefix: str = "",
    ) -> None:
        super().__init__(parent)
        self._known = known
        self._known_codes = known_codes
        self._prefix = prefix
        self._clock = Clock()
        self._keys = BurstCollector(FAST_GAP, quiet_gap)
        self._fields = FieldRuns()
        self._passed: tuple[object, QWidget | None] | None = None
        self._ended_at = -math.inf
        self._ended_by_silence = False
        self.queue = ScanQueue(self)
        self.queue.delivered.connect(self.scanned)
        self._quiet_gap = quiet_gap
        self._silence = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._settle = QTimer(self, interval=0, singleShot=True)  # keys already in the queue come before it
        self._silence.timeout.connect(self._settle.start)
        self._settle.timeout.connect(self._look_for_silence)

    # --- for the rest of the program -------------------------------------------------------------------------------

    def install(self) -> None:
        """Begin to look at every key of the application, until it quits."""
        app = QCoreApplication.instance()
        assert app is not None, "make the QApplication first"
        app.installEventFilter(self)
        app.aboutToQuit.connect(self.remove)

    def remove(self) -> None:
        """Stop looking at keys; codes already in the queue are still delivered."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def put(self, text: str, source: Source = "serial") -> None:
        """Queue a code that another device read; does nothing for one without a visible character."""
        code = clean(text)
        if code:
            self._queue(code, (code.swapcase(),), source)

    def paste(self, text: str) -> None:
        """Several lines: each is a code. One line: into the box, to be looked at and confirmed with Enter."""
        lines = [line for line in text.splitlines() if clean(line)]
        if len(lines) > 1 or (lines and text != lines[0]):
            for line in lines:
                self.put(line, "paste")
            return
        for char in fold(text):
            self._keys.feed(Key(char, self._clock.now()))
        self._keys.break_run()
        self._show()

    def forget(self) -> None:
        """Throw away what is collected and not yet a code."""
        self._keys.clear()
        self._show()

    def pause(self) -> None:
        """Hold codes back (they are still collected)."""
        self.queue.pause()

    def resume(self) -> None:
        """Deliver what was held back, in order."""
        self.queue.resume()

    # --- every key passes here --------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True for what is the filter's; False lets the event go on. About 2 microseconds for all other events."""
        kind = event.type()
        if kind is _KEY_PRESS and isinstance(event, QKeyEvent):
            return isinstance(watched, QWidget) and self._key(watched, event)
        if kind is _SHORTCUT_OVERRIDE and isinstance(event, QKeyEvent):
            return isinstance(watched, QWidget) and self._keep_from_shortcuts(watched, event)
        if kind is _INPUT_METHOD and isinstance(event, QInputMethodEvent):
            return isinstance(watched, QWidget) and self._input_method(watched, event)
        if kind is _KEY_RELEASE:
            self._passed = None
        elif kind is _MOUSE_PRESS:
            self._fields.forget()
            self._keys.break_run()
        elif kind is _WHEEL:
            return leave_to_page(watched, event)
        elif kind is _POLISH:
            take_no_focus(watched)
        return False

    def _key(self, widget: QWidget, event: QKeyEvent) -> bool:
        if self._seen_below(widget, event):
            return False
        at = self._clock.moment(event)
        field = self._field(widget, at)
        taken = self._key_elsewhere(widget, event, at) if field is None else self._key_in_field(field, event, at)
        if not taken:
            self._passed = (mark(event), widget.parentWidget())
        return taken

    def _seen_below(self, widget: QWidget, event: QKeyEvent) -> bool:
        """Qt offers an unused key to the parents one after the other; only the first sight of it counts."""
        passed = self._passed
        self._passed = None
        if passed is None or passed[1] is not widget or passed[0] != mark(event):
            return False
        self._passed = (passed[0], widget.parentWidget())
        return True

    def _field(self, widget: QWidget, at: float) -> TextField | None:
        """The text field this key is meant for; None when the key is the filter's own business."""
        field = field_of(widget)
        for key in self._fields.take_over(widget, at):
            self._keys.feed(key)
        if field is None or wish(field, "scansOnly"):
            return None
        if self._keys.text and not self._keys.starts_run(at):
            return None  # the focus moved in the middle of a burst: its rest belongs to its beginning
        return field

    def _keep_from_shortcuts(self, widget: QWidget, event: QKeyEvent) -> bool:
        """Keys that make codes must not set off a shortcut first."""
        if field_of(widget) is not None:
            return False
        ours = bool(characters(event)) or (bool(self._keys.text) and (is_end(event) or is_edit(event)))
        if ours:
            event.accept()
        return ours

    # --- focus on anything but a text field -------------------------------------------------------------------------

    def _key_elsewhere(self, widget: QWidget, event: QKeyEvent, at: float) -> bool:
        if is_end(event) or (self._keys.is_burst and is_line_end(event)):
            return self._end(at, suffix_of(event)) if self._keys.text else self._is_rest_of_suffix(event, at)
        printable = characters(event)
        if printable and (self._keys.text or printable != " "):
            self._take(printable, event, at)
            return True
        if event.matches(QKeySequence.StandardKey.Paste) and not widget.property("takesPaste"):
            self.paste(QGuiApplication.clipboard().text())
            return True
        return bool(self._keys.text) and self._edit(event)

    def _take(self, printable: str, event: QKeyEvent, at: float) -> None:
        for char in printable:
            ended = self._keys.feed(Key(char, at, corrected(char, event)), held=event.isAutoRepeat())
            if ended is not None:
                self._queue_code(ended, "silence")
        self._wait_for_silence(self._quiet_gap)
        self._show()

    def _edit(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._keys.clear()
        elif event.key() == Qt.Key.Key_Backspace:
            self._keys.backspace()
        else:
            return False
        self._show()
        return True

    def _end(self, at: float, suffix: Suffix) -> bool:
        collected = self._keys.keys
        code = self._keys.end(at)
        if code is not None and (whole := self._held_up(code, collected)) is not None:
            self._keys.drop_last(len(whole.keys) - len(code.keys))
            code = whole
        self._show()
        if code is None:
            return False
        surface = holder()
        if not code.burst and surface is not None and not takes_scans(surface):
            return False  # stray keys before the Enter that answers a dialog are no code
        self._ended_at, self._ended_by_silence = at, False
        self._queue_code(code, suffix)
        return True

    def _held_up(self, code: Code, collected: tuple[Key, ...]) -> Code | None:
        """A busy machine delayed the scanner in the middle of a code: its end alone is no code, with what came before it is."""
        if not code.burst or len(code.keys) == len(collected) or self._known is None or self._is_known(clean(code.corrected)):
            return None
        wholes = (Code(collected[start:], burst=True) for start in runs_before(collected, len(code.keys)))
        return next((whole for whole in wholes if self._is_known(clean(whole.corrected))), None)

    def _is_rest_of_suffix(self, event: QKeyEvent, at: float) -> bool:
        since = at - self._ended_at
        late = self._ended_by_silence and since <= _LATE_SUFFIX
        second = not self._ended_by_silence and event.timestamp() > 0 and since <= _SECOND_SUFFIX
        self._ended_at = -math.inf
        return late or second

    def _wait_for_silence(self, seconds: float) -> None:
        self._silence.start(math.ceil(seconds * 1000))

    def _look_for_silence(self) -> None:
        now = self._clock.now()
        code = self._keys.quiet(now)
        left = self._keys.silence_left(now)
        if code is not None:
            self._show()
            self._queue_code(code, "silence")
        elif left is not None:
            self._wait_for_silence(left)  # a timer may fire a little early, and Python's clock on Windows steps by 16 ms

    # --- focus in a text field --------------------------------------------------------------------------------------

    def _key_in_field(self, field: TextField, event: QKeyEvent, at: float) -> bool:
        if is_end(event):
            return self._end_in_field(field, at, suffix_of(event))
        printable = characters(event)
        if printable:
            for char in printable:
                self._fields.follow(field, Key(char, at, corrected(char, event)))
        elif event.key() not in MODIFIER_KEYS:
            self._fields.forget()
        return False

    def _end_in_field(self, field: TextField, at: float, suffix: Suffix) -> bool:
        ended = self._fields.end(field, at)
        if ended is None or not fold(ended[0].raw).isascii():
            return False
        code, before = ended
        best, others = readings(code)
        if wish(field, "takesTyping") and not any(map(self._is_known, (best, *others))):
            return False
        QGuiApplication.inputMethod().reset()
        before.restore()
        if wish(field, "takesScan") and isinstance(field, QLineEdit):
            field.setText(best)
            field.textEdited.emit(best)
        else:
            self._queue_code(code, suffix)
        return True

    def _is_known(self, text: str) -> bool:
        return self._known is not None and self._known(text)

    # --- input methods ----------------------------------------------------------------------------------------------

    def _input_method(self, widget: QWidget, event: QInputMethodEvent) -> bool:
        committed = event.commitString()
        at = self._clock.now()
        field = self._field(widget, at)
        if field is not None:
            return self._committed_in_field(field, committed, at)
        for char in committed:
            ended = self._keys.feed(Key(char, at, composed=True))
            if ended is not None:
                self._queue_code(ended, "silence")
        if committed:
            self._wait_for_silence(self._quiet_gap)
            self._show()
        event.accept()
        return True

    def _committed_in_field(self, field: TextField, committed: str, at: float) -> bool:
        """An input method that swallowed a whole scan, Enter and all, gives it back in one piece."""
        code = clean(committed)
        if len(code) >= LEAST_BURST and code.isascii() and self._is_known(code):
            self._fields.forget()
            QGuiApplication.inputMethod().reset()
            self.put(code, "keyboard")
            return True
        for char in committed:
            self._fields.follow(field, Key(char, at, composed=True))
        return False

    # --- into the queue ---------------------------------------------------------------------------------------------

    def _queue_code(self, code: Code, suffix: Suffix) -> None:
        best, others = readings(code)
        best = best.removeprefix(self._prefix) if code.burst else best
        by_silence = suffix == "silence"
        if by_silence:
            self._ended_at, self._ended_by_silence = code.keys[-1].at, True
        pieces = self._cut_apart(best) if by_silence else None
        if pieces is not None and len(pieces) > 1:
            for piece in pieces:
                self._queue(piece, (piece.swapcase(),), "keyboard", code.keys)
        elif best:
            others = tuple(other.removeprefix(self._prefix) for other in others)
            self._queue(best, others, "keyboard" if code.burst else "typed", code.keys, suffix)

    def _cut_apart(self, text: str) -> list[str] | None:
        if self._known_codes is None:
            return None
        try:
            return split_glued(text, self._known_codes)
        except Exception:  # whatever the look-up does, the code itself must not be lost
            sys.excepthook(*sys.exc_info())
            return None

    def _queue(self, text: str, others: tuple[str, ...], source: Source, keys: tuple[Key, ...] = (), suffix: Suffix = "") -> None:
        alternatives = tuple(dict.fromkeys(other for other in others if other and other != text))
        log.debug("code of %d characters, %s", len(text), source)
        self.queue.put(Scan(text, alternatives, keys[-1].at if keys else self._clock.now(), source, keys, suffix))

    def _show(self) -> None:
        self.buffer_changed.emit(self._keys.text)
