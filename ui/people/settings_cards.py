"""The settings cards of the rooms, in the order the settings page shows them."""

from __future__ import annotations

from ui.orders.look_card import LookCard
from ui.people.settings_card import SettingsCard
from ui.people.wish_cards import FlagsCard, WishWordsCard
from ui.picking.priority_card import PriorityCard

__all__ = ["CARDS", "SettingsCard"]

CARDS: tuple[type[SettingsCard], ...] = (LookCard, PriorityCard, WishWordsCard, FlagsCard)
