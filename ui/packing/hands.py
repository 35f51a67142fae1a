"""Every hand of the packing desk, in the order in which they are offered a scan."""

from __future__ import annotations

from ui.packing.alike import AlikeHand
from ui.packing.asking import AskingHand, TickingHand
from ui.packing.hand import Hand
from ui.packing.quantity import QuantityHand

HANDS: tuple[type[Hand], ...] = (
    AskingHand,
    TickingHand,
    AlikeHand,
    QuantityHand,
)  # a keyed number is taken by whatever comes last
