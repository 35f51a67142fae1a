"""The shop's days as evidence: which of them say nothing about usual demand, and what makes a history doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.restock.days import day_numbered
from warehouse_app.restock.rules import Silence, silences
from warehouse_app.restock.tables import DayMark
from warehouse_app.store import settings

ENOUGH_DAYS = 14
"""With fewer known days nothing is said of a SKU on its own: two pieces on the first day are not fourteen a week."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Day by day from ``first`` whether it tells of usual demand; ``warning`` as RestockRun keeps it."""

    first: date
    known: NDArray[np.bool_]
    warning: dict[str, Any]


def calendar_of(session: Session, first: date, today: date, orders: Sequence[int], ahead: Sequence[int]) -> Calendar:
    """Days from ``first`` to the day before ``today``. ``orders`` of the whole shop on each of them, from files of past sales
    too; ``ahead``: numbers of days after today that orders are dated.

    Marked days are not known, nor are those of an automatic gap: so many days without any order (``restock_gap_days``) are
    files that nobody brought in, between days with orders and at the end. What was before the first order and what comes after
    the newest is never known: there were no files, or they may still come.
    """
    known = np.ones(len(orders), dtype=np.bool_)
    for mark in session.execute(select(DayMark.begins, DayMark.ends).where(DayMark.ends >= first, DayMark.begins < today)):
        known[max(0, (mark.begins - first).days) : max(0, (mark.ends - first).days + 1)] = False
    silent = silences(orders, [not day for day in known], settings.get(session, "restock_gap_days"))
    for silence in silent:
        known[silence.begins : silence.ends + 1] = False
    told = [day for day, n in enumerate(orders) if n]
    known[: told[0] if told else len(orders)] = False
    known[told[-1] + 1 if told else 0 :] = False
    return Calendar(first, known, _warning(first, today, orders, silent, ahead, int(known.sum())))


def _warning(
    first: date, today: date, orders: Sequence[int], silent: list[Silence], ahead: Sequence[int], known: int
) -> dict[str, Any]:  # fmt: skip
    """{} for nothing; else the gravest as code and fields, and the others under "also"."""
    found: list[dict[str, Any]] = []
    ending = [silence for silence in silent if silence.ends == len(orders) - 1]
    between = [silence for silence in silent if silence.ends < len(orders) - 1]
    for silence in ending:
        newest = first + timedelta(days=silence.begins - 1)
        found.append(_told("restock.orders_end", day=newest.isoformat(), days=(today - newest).days - 1))
    if between:
        days = [first + timedelta(days=n) for silence in between for n in range(silence.begins, silence.ends + 1)]
        months = sorted({f"{day:%Y-%m}" for day in days})
        found.append(_told("restock.orders_missing", months=", ".join(months), days=len(days)))
    if len(ahead):
        found.append(_told("restock.days_ahead", days=len(ahead), day=day_numbered(max(ahead)).isoformat()))
    if not any(orders):
        found.append(_told("restock.no_history"))
    elif known < ENOUGH_DAYS:
        found.append(_told("restock.short_history", days=known, enough=ENOUGH_DAYS))
    return {**found[0], "also": found[1:]} if found else {}


def _told(code: str, **fields: object) -> dict[str, Any]:
    return {"code": code, "fields": fields}
