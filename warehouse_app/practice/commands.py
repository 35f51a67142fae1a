"""Keeping how a practice went, and what it was the last time: shown to the person themself, compared with nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.practice.scoring import Score
from warehouse_app.practice.tables import PracticeScore
from warehouse_app.store.warehouse import Tx


@dataclass(frozen=True, slots=True)
class LastScore:
    """The points of a practice before, and when that was."""

    points: int
    at: datetime


@needs(Right.PACK)
def keep_score(tx: Tx, score: Score, action: str) -> LastScore | None:
    """Keep the score of a practice in which a parcel was finished; returns how it went the time before, None the first time.

    The same action id twice is once. Nobody but the one who practised is told of it.
    """
    kept = tx.connection.execute(select(PracticeScore.id).where(PracticeScore.action == action)).scalar()
    before = select(PracticeScore.points, PracticeScore.at).where(PracticeScore.who_id == tx.actor.id)
    if kept is not None:
        before = before.where(PracticeScore.id < kept)
    last = tx.connection.execute(before.order_by(PracticeScore.id.desc()).limit(1)).one_or_none()
    if kept is None and score.parcels:
        row = {"action": action, "points": score.points, "parcels": len(score.parcels)}
        tx.connection.execute(insert(PracticeScore), [row])
    return None if last is None else LastScore(last.points, last.at)
