"""The rows of a new stocktake; steps of commands that asked for the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from warehouse_app.counting.scope import Plan, Wanted, classes
from warehouse_app.counting.tables import CountBin, CountLine, Stocktake
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.store.warehouse import Tx

SCOPES = ("zones", "bins", "categories", "suppliers", "skus")


def write_stocktake(tx: Tx, plan: Plan) -> int:
    """The head of a stocktake; its number is the day's next."""
    day = f"{tx.now.astimezone():%y%m%d}"
    before = select(func.count()).select_from(Stocktake).where(Stocktake.number.like(f"PD{day}-%"))
    number = f"PD{day}-{tx.connection.execute(before).scalar_one() + 1}"
    scope: dict[str, Any] = {name: list(getattr(plan.scope, name)) for name in SCOPES}
    of_class = classes(tx.connection, tx.now)
    scope["classes"] = {abc: sorted(sku for sku, found in of_class.items() if found == abc) for abc in "AB"}
    row = {
        "number": number, "kind": plan.kind.value, "title": plan.title.strip(), "blind": plan.blind, "opens": plan.opens,
        "closes": plan.closes, "scope": scope,
    }  # fmt: skip
    return int(tx.connection.execute(insert(Stocktake).values(row).returning(Stocktake.id)).scalar_one())


def write_bins(tx: Tx, stocktake_id: int, bins: Wanted, people: Sequence[int] = ()) -> None:
    """The first round of these bins, with a line for each SKU where not the whole bin is counted."""
    share = -(-len(bins) // len(people)) if people else 1
    rows = [
        {
            "stocktake_id": stocktake_id, "location_id": bin_id, "round": 1, "whole": skus is None,
            "assigned_id": people[n // share] if people else None,
        }
        for n, (bin_id, skus) in enumerate(bins.items())
    ]  # fmt: skip
    tx.connection.execute(insert(CountBin), rows)
    made = select(CountBin.location_id, CountBin.id).where(CountBin.stocktake_id == stocktake_id, CountBin.round == 1)
    ids = dict(tx.connection.execute(made).all())
    lines = list(_lines(bins, ids))
    if lines:
        tx.connection.execute(insert(CountLine), lines)


def _lines(bins: Wanted, ids: dict[int, int]) -> Iterator[dict[str, int]]:
    for location_id, skus in bins.items():
        yield from ({"bin_id": ids[location_id], "sku_id": sku_id} for sku_id in sorted(skus or ()))


def open_stocktake(tx: Tx, stocktake_id: int) -> Stocktake:
    """The stocktake, which is still open. Raises NotFound, Conflict ``counting.ended``."""
    row = tx.session.get(Stocktake, stocktake_id)
    if row is None:
        raise NotFound("counting.no_such_stocktake")
    if row.state != "open":
        raise Conflict("counting.ended", number=row.number)
    return row
