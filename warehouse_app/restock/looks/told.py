"""The arithmetic of a suggestion in one line, in both languages: on the screen, on paper and at the command line the same.

The pieces of the line are whole numbers that add up as they stand: what is expected is the target less the safety.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from warehouse_app.restock.looks.rules import demand_words
from warehouse_app.restock.rules import rounded_up
from warehouse_app.words import Language, say


@dataclass(frozen=True, slots=True)
class Sum:
    """The figures of one suggestion, as the last run left them (``RestockFigure`` says what each is)."""

    verdict: str
    daily: float
    lead_days: int
    review_days: int
    demand_cover: float
    safety: int
    reorder_point: int
    target: int
    on_hand: int
    arriving: int
    on_the_way: int
    drafted: int
    reserved: int
    position: int
    raw: int
    suggested: int
    steps: tuple[tuple[str, int], ...]


SUMMED = tuple(field.name for field in fields(Sum))


def arithmetic(told: Sum, language: Language) -> str:
    """For instance: per day 3.2 x (14 + 14 days) = 90, + safety 22 - on hand 40 + promised 6 = 78, minimum 80: 80 pieces."""
    parts = [_begun(told, language), *_parts(told, language)]
    line = say("restock.sum_is", language, parts=" ".join(parts), raw=told.raw)
    after = [say(f"restock.step_{name}", language, n=pieces) for name, pieces in told.steps]
    return say("restock.sum_line", language, line=" → ".join([line, *after]), result=_result(told, language))


def _begun(told: Sum, language: Language) -> str:
    """What is wanted until the order after the next one comes; a target that a person limited stands for itself."""
    if rounded_up(told.demand_cover) + told.safety != told.target:
        return say("restock.sum_target", language, target=told.target)
    days = {"daily": demand_words(told.daily), "lead": told.lead_days, "review": told.review_days}
    begun = say("restock.sum_demand", language, **days, demand=told.target - told.safety)
    return begun + say("restock.sum_safety", language, n=told.safety)


def _parts(told: Sum, language: Language) -> Iterator[str]:
    yield say("restock.sum_on_hand", language, n=told.on_hand)
    if told.arriving:
        yield say("restock.sum_arriving", language, n=told.arriving)
    yield say("restock.sum_on_the_way", language, n=told.on_the_way)
    if told.drafted:
        yield say("restock.sum_drafted", language, n=told.drafted)
    yield say("restock.sum_reserved", language, n=told.reserved)


def _result(told: Sum, language: Language) -> str:
    if told.suggested > 0:
        return say("restock.result_order", language, n=told.suggested)
    if told.verdict in ("sell_out", "never", "unknown"):
        return say(f"restock.result_{told.verdict}", language)
    if told.position > told.reorder_point:
        return say("restock.result_above", language, position=told.position, point=told.reorder_point)
    return say("restock.result_nothing", language)


def sum_of(figure: Any) -> Sum:
    """The figures of a row of ``RestockFigure``, or of anything that names them alike."""
    values = {name: getattr(figure, name) for name in SUMMED}
    values["steps"] = tuple((str(name), int(pieces)) for name, pieces in figure.steps)
    return Sum(**values)
