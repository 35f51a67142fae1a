"""The settings cards of the rooms, in the order the settings page shows them."""

from __future__ import annotations

from ui.counting.count_card import CountCard
from ui.couriers.freight.card import FreightCard
from ui.dispatch.follow_card import FollowCard
from ui.orders.look_card import LookCard
from ui.packing.aside_card import AsideCard
from ui.packing.box_card import BoxCard
from ui.packing.checking.check_card import CheckCard
from ui.packing.evidence.card import CameraCard, PhotoCard
from ui.packing.quantity_card import QuantityCard
from ui.packing.start_card import StartCard
from ui.packing.weigh_card import ScaleCard, WeighCard
from ui.people.settings_card import SettingsCard
from ui.people.wish_cards import FlagsCard, WishWordsCard
from ui.picking.priority_card import PriorityCard
from ui.picking.slots_card import SlotsCard
from ui.restock.cards import RestockCard, RuleCard

__all__ = ["CARDS", "SettingsCard"]

CARDS: tuple[type[SettingsCard], ...] = (
    LookCard, PriorityCard, SlotsCard, QuantityCard, AsideCard, CheckCard, BoxCard, WeighCard, FreightCard, CountCard,
    RestockCard, RuleCard, WishWordsCard, ScaleCard, PhotoCard, CameraCard, StartCard, FlagsCard, FollowCard,
)  # fmt: skip
