"""How each answer of the handover looks and sounds; its words are ``dispatch.verdict_<name>``."""

from __future__ import annotations

from ui.sounds import SoundName
from ui.widgets.verdict_band import VerdictKind
from warehouse_app.dispatch.rules import HandoverVerdict

LOOKS: dict[HandoverVerdict, tuple[VerdictKind, SoundName]] = {
    HandoverVerdict.TAKEN: ("right", "right"),
    HandoverVerdict.WRONG_COURIER: ("wrong", "wrong"),
    HandoverVerdict.UNPACKED: ("wrong", "wrong"),
    HandoverVerdict.CANCELLED: ("blocked", "blocked"),
    HandoverVerdict.HELD: ("blocked", "blocked"),
    HandoverVerdict.HANDED_ALREADY: ("warning", "shipped"),
    HandoverVerdict.SCANNED_ALREADY: ("extra", "extra"),
    HandoverVerdict.WAYBILL_WANTED: ("warning", "warn"),
    HandoverVerdict.OLD_LABEL: ("blocked", "blocked"),
    HandoverVerdict.UNKNOWN: ("unknown", "unknown"),
    HandoverVerdict.TAKEN_OUT: ("information", "warn"),
}
