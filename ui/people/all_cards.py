"""Every room's card of settings, in the order the settings page shows them."""

from __future__ import annotations

from ui.orders.look_card import LookCard
from ui.people.settings_cards import SettingsCard

CARDS: tuple[type[SettingsCard], ...] = (LookCard,)
