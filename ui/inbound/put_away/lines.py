"""What waits on the dock, of one receipt or of all, as the put-away page lists it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ui.inbound.receiving.looks import variant_of
from ui.language import tr
from ui.theme import ToneName
from ui.widgets.paged_model import Column
from warehouse_app.inbound.putaway import queries
from warehouse_app.inbound.putaway.queries import Task
from warehouse_app.inbound.putaway.rules import Suggestion
from warehouse_app.inbound.receiving.queries import LineRow, lines_page, lots_of

_DAY_HOURS = 24
_EVERY = 100_000
"""All lines are at hand, so that any item that is scanned is found."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Pieces of one SKU (and lot) that want a bin."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    lot: str
    pieces: int


def waiting(session: Session, receipt_id: int | None) -> list[Waiting]:
    """What waits of a receipt, or of the whole dock."""
    if receipt_id is None:
        return [
            Waiting(row.sku_id, row.seller_code, row.name, row.colour, row.size, row.picture, row.lot, row.pieces)
            for row in queries.dock(session, limit=_EVERY).rows
        ]
    rows = lines_page(session, receipt_id, only="counted", limit=_EVERY).rows
    return [
        Waiting(row.sku_id, row.seller_code, row.name, row.colour, row.size, row.picture, lot, pieces)
        for row in rows
        if row.good > row.put_away
        for lot, pieces in _lots(session, receipt_id, row)
    ]


def _lots(session: Session, receipt_id: int, row: LineRow) -> list[tuple[str, int]]:
    """The lots of a line that still wait; goods without lots are one."""
    if not row.lots:
        return [("", row.good - row.put_away)]
    lots = ((lot.lot, lot.counted - lot.defective - lot.put_away) for lot in lots_of(session, receipt_id, row.sku_id))
    return [(lot, pieces) for lot, pieces in lots if pieces > 0]


def bins_words(suggestions: Sequence[Suggestion], pieces: int) -> str:
    """The bins, and how many into each when one does not take all."""
    if len(suggestions) == 1 and suggestions[0].pieces >= pieces:
        return suggestions[0].bin
    return "  ".join(f"{one.bin} ×{one.pieces}" for one in suggestions)


def line_columns(bins_of: Callable[[Waiting], Sequence[Suggestion]]) -> list[Column[Waiting]]:
    """The columns of the list; ``bins_of`` a line is asked whenever it is drawn."""
    bins = Column[Waiting](
        "bins", "inbound.col_bins", lambda line: bins_words(bins_of(line), line.pieces), width=170, sortable=False
    )
    return [
        Column[Waiting]("seller_code", "inbound.col_code", width=120),
        Column[Waiting]("name", "inbound.col_name", width=0),
        Column[Waiting]("colour", "inbound.col_variant", lambda line: variant_of(line.colour, line.size), width=120),
        Column[Waiting]("lot", "inbound.lot", width=88),
        Column[Waiting]("pieces", "inbound.col_waiting", align="right", width=84),
        bins,
    ]


def task_columns(now: Callable[[], datetime]) -> list[Column[Task]]:
    """The columns of the receipts; how long they wait is told by the clock ``now``."""
    return [
        Column[Task]("number", "inbound.col_receipt", width=0),
        Column[Task]("pieces", "inbound.col_pieces", align="right", width=66),
        Column[Task](
            "since", "inbound.col_age", lambda task: age_words(task.since, now()), lambda task: _tone(task, now()), width=104
        ),
    ]


def age_words(since: datetime | None, now: datetime) -> str:
    """How long goods wait: hours on the first day, then days."""
    if since is None:
        return ""
    hours = int((now - since).total_seconds() // 3600)
    if hours < 1:
        return tr("inbound.age_new")
    return tr("inbound.age_hours", n=hours) if hours < _DAY_HOURS else tr("inbound.age_days", n=hours // _DAY_HOURS)


def _tone(task: Task, now: datetime) -> ToneName | None:
    """What waits longer than a day stands out."""
    return "warning" if (now - task.since).total_seconds() >= _DAY_HOURS * 3600 else None
