"""Every hand of the packing desk, in the order in which they are offered a scan."""

from __future__ import annotations

from ui.packing.aside_hand import AsideHand
from ui.packing.box import BoxHand
from ui.packing.checking.hand import CheckHand
from ui.packing.hand import Hand
from ui.packing.mistakes_hand import MistakesHand
from ui.packing.next_hand import NextHand
from ui.packing.paper_hand import PaperHand
from ui.packing.weighing import Weighing

HANDS: tuple[type[Hand], ...] = (CheckHand, BoxHand, Weighing, NextHand, AsideHand, MistakesHand, PaperHand)
