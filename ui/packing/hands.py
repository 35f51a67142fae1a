"""Every hand of the packing desk, in the order in which they are offered a scan."""

from __future__ import annotations

from ui.packing.alike import AlikeHand
from ui.packing.aside_hand import AsideHand
from ui.packing.asking import AskingHand, TickingHand
from ui.packing.box import BoxHand
from ui.packing.checking.hand import CheckHand
from ui.packing.evidence.hand import EvidenceHand
from ui.packing.hand import Hand
from ui.packing.mistakes_hand import MistakesHand
from ui.packing.next_hand import NextHand
from ui.packing.paper_hand import PaperHand
from ui.packing.quantity import QuantityHand
from ui.packing.weighing import Weighing

HANDS: tuple[type[Hand], ...] = (
    CheckHand, AskingHand, TickingHand, AlikeHand, BoxHand, Weighing, EvidenceHand, NextHand, AsideHand, MistakesHand, PaperHand,
    QuantityHand,
)  # fmt: skip
"""A keyed number is taken by whatever comes last."""
