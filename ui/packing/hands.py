"""Every hand of the packing desk, in the order in which they are offered a scan."""

from __future__ import annotations

from ui.packing.checking.hand import CheckHand
from ui.packing.hand import Hand

HANDS: tuple[type[Hand], ...] = (CheckHand,)
