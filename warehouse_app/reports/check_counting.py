"""What ``packdesk check`` proves of stocktakes: what was posted is what was approved, and lines are what was scanned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, literal, select, union_all

from warehouse_app.counting.rules import GOOD, Verdict
from warehouse_app.counting.tables import CountBin, CountLine, CountResult, CountScan, Stocktake
from warehouse_app.stock.tables import Location, Move

_PAPER = "count:"


def rules() -> Iterator[tuple[str, Select[Any]]]:
    """Each rule with its code; a row is a difference: subject, expected, found."""
    yield "check.count_posted", _posted()
    yield "check.count_lines", _lines()


def _posted() -> Any:
    """Bin by bin and SKU by SKU the moves of a stocktake come to its approved differences, and there are no others."""
    paper = literal(_PAPER) + cast(CountResult.stocktake_id, String)
    approved = select(
        paper.label("paper"), CountResult.location_id, CountResult.posted_sku_id.label("sku_id"),
        CountResult.difference.label("expected"), literal(0).label("found"),
    ).where(CountResult.state == "posted")  # fmt: skip
    of_paper = Move.document.like(f"{_PAPER}%")

    def side(place: Any, sign: int) -> Any:
        columns = (Move.document, place, Move.sku_id, literal(0), Move.quantity * sign)
        return select(*columns).join(Location, and_(Location.id == place, Location.kind == "bin")).where(of_paper)

    both = union_all(approved, side(Move.to_id, 1), side(Move.from_id, -1)).subquery()
    expected, found = func.sum(both.c.expected), func.sum(both.c.found)
    return (
        select((both.c.paper + literal(" ") + Location.code).label("subject"), expected.label("expected"), found.label("found"))
        .join(Location, Location.id == both.c.location_id)
        .group_by(both.c.paper, both.c.location_id, Location.code, both.c.sku_id)
        .having(expected != found)
    )


def _lines() -> Any:
    """A line's pieces are those of its scans since its bin was begun anew, less what was taken back."""
    anew = (
        select(CountScan.bin_id, func.max(CountScan.id).label("at"))
        .where(CountScan.verdict == Verdict.AGAIN.value)
        .group_by(CountScan.bin_id)
        .subquery()
    )
    pieces = case(
        (CountScan.verdict.in_([verdict.value for verdict in GOOD]), CountScan.quantity),
        (CountScan.verdict == Verdict.UNDONE.value, -CountScan.quantity),
        else_=0,
    )
    standing = (
        select(CountScan.bin_id, CountScan.sku_id, func.sum(pieces).label("pieces"))
        .outerjoin(anew, anew.c.bin_id == CountScan.bin_id)
        .where(CountScan.sku_id.is_not(None), CountScan.id > func.coalesce(anew.c.at, 0))
        .group_by(CountScan.bin_id, CountScan.sku_id)
        .subquery()
    )
    found = func.coalesce(standing.c.pieces, 0)
    return (
        select(
            (Stocktake.number + literal(" ") + Location.code).label("subject"),
            found.label("expected"),
            CountLine.counted.label("found"),
        )
        .select_from(CountLine)
        .join(CountBin, CountBin.id == CountLine.bin_id)
        .join(Stocktake, Stocktake.id == CountBin.stocktake_id)
        .join(Location, Location.id == CountBin.location_id)
        .outerjoin(standing, and_(standing.c.bin_id == CountLine.bin_id, standing.c.sku_id == CountLine.sku_id))
        .where(CountLine.counted != found)
    )
