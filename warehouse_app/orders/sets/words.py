"""What a person reads beside a component: which sets it is for."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse_app.words import Language, say


def for_sets(names: Sequence[str], language: Language) -> str:
    """For which sets goods are a component, "" for goods that are none."""
    if not names:
        return ""
    return say("sets.of", language, names=say("paper.list_separator", language).join(names))


def with_sets(goods: str, names: Sequence[str], language: Language) -> str:
    """The goods and, behind them in brackets, the sets they are a component of."""
    return say("sets.with", language, goods=goods, sets=for_sets(names, language)) if names else goods
