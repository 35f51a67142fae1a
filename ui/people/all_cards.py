"""The settings cards of all rooms, in the order the settings page shows them."""

from __future__ import annotations

from ui.people.settings_cards import SettingsCard
from ui.picking.slots_card import SlotsCard

CARDS: tuple[type[SettingsCard], ...] = (SlotsCard,)
