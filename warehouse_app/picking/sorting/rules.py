"""Which slot of the sorting wall gets a piece. Pure: the slots that want it in, the verdict out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The answer to a scan at the wall; each has its words, its colour and its sound."""

    SORTED = "sorted"
    COMPLETE = "complete"
    ALL_SORTED = "all_sorted"
    ONE_TOO_MANY = "one_too_many"
    PACK_TOO_LARGE = "pack_too_large"
    NOT_IN_WAVE = "not_in_wave"
    STOPPED = "stopped"
    NOT_PICKED = "not_picked"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"


class SlotState(StrEnum):
    """What a slot of the wall shows."""

    EMPTY = "empty"
    FILLING = "filling"
    COMPLETE = "complete"
    STOPPED = "stopped"
    PACKED = "packed"


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as one scanned SKU sees it: ``wanted`` and ``got`` are its pieces of that SKU, ``needed`` those of the parcel.

    ``stop`` says why it gets nothing: "" (it does), cancelled, changed, held, packed.
    """

    parcel_id: int
    number: int
    wanted: int
    got: int
    needed: int
    stop: str = ""

    @property
    def left(self) -> int:
        """Pieces of the SKU it still wants."""
        return self.wanted - self.got


def stop_of(parcel_state: str, orders: Iterable[tuple[str, str]]) -> str:
    """Why a parcel gets no pieces, from its own state and the (state, hold) of its orders."""
    told = list(orders)
    if parcel_state == "cancelled" or any(state == "cancelled" for state, _ in told):
        return "cancelled"
    holds = {hold for _, hold in told if hold}
    if holds:
        return "changed" if "changed" in holds else "held"
    return "" if parcel_state == "open" else "packed"


def choose(slots: Iterable[Slot], pieces: int) -> tuple[Verdict, Slot | None]:
    """The slot that gets ``pieces`` of the SKU these slots want: the first of them, in the order of urgency, with room for all.

    A full slot never gets another piece. With no slot to name, the verdict says why. Whether the whole slot is complete then is
    seen when the piece is in it.
    """
    seen: list[Slot] = []
    for slot in slots:
        if not slot.stop and slot.left >= pieces:
            return Verdict.SORTED, slot
        seen.append(slot)
    if not seen:
        return Verdict.NOT_IN_WAVE, None
    open_one = next((slot for slot in seen if not slot.stop and slot.left > 0), None)
    if open_one is not None:
        return Verdict.PACK_TOO_LARGE, open_one
    stopped = next((slot for slot in seen if slot.stop not in ("", "packed") and slot.left > 0), None)
    return (Verdict.ONE_TOO_MANY, None) if stopped is None else (Verdict.STOPPED, stopped)


def slot_state(needed: int, got: int, stop: str) -> SlotState:
    """What the wall shows of a slot."""
    if stop:
        return SlotState.PACKED if stop == "packed" else SlotState.STOPPED
    if got >= needed:
        return SlotState.COMPLETE
    return SlotState.FILLING if got else SlotState.EMPTY
