"""Cards of shop settings that belong to one room each; the settings page shows them all and saves them with its own."""

from __future__ import annotations

from ui.people.settings_card import SettingsCard
from ui.people.wish_cards import FlagsCard, WishWordsCard

__all__ = ["CARDS", "SettingsCard"]

CARDS: tuple[type[SettingsCard], ...] = (WishWordsCard, FlagsCard)
