"""The settings cards of restocking: how much is kept, when a reorder is worth it, and what counts as too much."""

from __future__ import annotations

from typing import ClassVar

from ui.people.settings_card import FiguresCard


class RestockCard(FiguresCard):
    """Times, how surely goods are to be there by ABC class, and what is asked about or offered for clearance."""

    title_code = "restock.card_title"
    words_code = "restock.card_words"
    figures: ClassVar[dict[str, tuple[int, int]]] = {
        "restock_lead_days": (0, 400), "restock_review_days": (1, 180), "restock_soon_days": (1, 90),
        "restock_service_a": (50, 99), "restock_service_b": (50, 99), "restock_service_c": (50, 99), "restock_gap_days": (2, 60),
        "clear_cover_days": (14, 1_000), "clear_idle_days": (7, 1_000),
    }  # fmt: skip

    def code_of(self, name: str) -> str:
        """The code of a setting's words."""
        return f"restock.setting_{name}"


class RuleCard(FiguresCard):
    """The shop's reorder rule, each line with its tick."""

    title_code = "restock.rule_card_title"
    words_code = "restock.rule_card_words"
    ticks = ("rule_daily", "rule_season", "rule_trend", "rule_margin")
    figures: ClassVar[dict[str, tuple[int, int]]] = {
        "rule_daily_pieces": (1, 100_000), "rule_season_days": (1, 365), "rule_freight_yuan": (0, 1_000),
        "rule_return_percent": (0, 100), "rule_advertising_percent": (0, 100),
    }  # fmt: skip
    lines = (
        "rule_daily", "rule_daily_pieces", "rule_season", "rule_season_days", "rule_trend", "rule_margin", "rule_freight_yuan",
        "rule_return_percent", "rule_advertising_percent",
    )  # fmt: skip

    def code_of(self, name: str) -> str:
        """The code of a setting's words."""
        return f"restock.setting_{name}"
