"""The settings cards of the rooms, in the order the settings page shows them."""

from __future__ import annotations

from ui.orders.look_card import LookCard
from ui.packing.quantity_card import QuantityCard
from ui.people.settings_card import SettingsCard
from ui.people.wish_cards import FlagsCard, WishWordsCard
from ui.picking.priority_card import PriorityCard
from ui.picking.slots_card import SlotsCard

__all__ = ["CARDS", "SettingsCard"]

CARDS: tuple[type[SettingsCard], ...] = (LookCard, PriorityCard, SlotsCard, QuantityCard, WishWordsCard, FlagsCard)
