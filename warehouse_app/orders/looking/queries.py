"""The orders that wait for a look, counted by reason, and those a list shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse_app.orders.looking.rules import MAY_PASS
from warehouse_app.orders.queries import OrderFilter, filtered_ids
from warehouse_app.orders.rules import State, split_reasons
from warehouse_app.orders.tables import Order


@dataclass(frozen=True, slots=True)
class Looks:
    """How many orders wait for a look: in all and by reason; ``ready`` counts those one press would let pass.

    ``ready[""]`` are those of all reasons, ``ready["note"]`` those that wait for nothing but the note. Held ones and those
    that a look does not mend are in neither.
    """

    total: int
    counts: dict[str, int]
    ready: dict[str, int]


def look_counts(session: Session, wanted: OrderFilter) -> Looks:
    """The orders a list shows that wait for a look, whichever reason it is narrowed to."""
    shown = filtered_ids(session, replace(wanted, states=(State.LOOK.value,), reason=""))
    held = (Order.hold != "").label("held")
    grouped = select(Order.look, held, func.count().label("n")).where(Order.id.in_(shown)).group_by(Order.look, held)
    counts: Counter[str] = Counter()
    ready: Counter[str] = Counter()
    total = 0
    for row in session.execute(grouped):
        reasons = split_reasons(row.look)
        total += row.n
        counts.update(dict.fromkeys(reasons, row.n))
        if not row.held and all(reason in MAY_PASS for reason in reasons):
            ready[""] += row.n
            if len(reasons) == 1:
                ready[reasons[0]] += row.n
    return Looks(total, dict(counts), dict(ready))


def look_ids(session: Session, wanted: OrderFilter) -> list[int]:
    """The ids of all orders shown that wait for a look."""
    return list(session.scalars(filtered_ids(session, replace(wanted, states=(State.LOOK.value,)))))
