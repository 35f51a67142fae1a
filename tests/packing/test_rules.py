"""What a scan means, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.packing.rules import GOOD, OrderStop, Piece, Verdict, judge, stopped


@pytest.mark.parametrize(
    ("piece", "left", "verdict"),
    [
        (Piece(1, 1, 0, 0), 3, Verdict.WRONG_ITEM),
        (Piece(1, 1, 2, 0), 3, Verdict.RIGHT),
        (Piece(1, 1, 2, 1), 1, Verdict.COMPLETE),
        (Piece(1, 1, 2, 2), 1, Verdict.ONE_TOO_MANY),
        (Piece(1, 6, 12, 6), 6, Verdict.COMPLETE),
        (Piece(1, 6, 5, 0), 5, Verdict.ONE_TOO_MANY),
    ],
)
def test_verdicts(piece: Piece, left: int, verdict: Verdict) -> None:
    assert judge(piece, left_in_parcel=left) is verdict


@given(needed=st.integers(0, 9), scanned=st.integers(0, 9), multiple=st.integers(1, 12), others=st.integers(0, 9))
def test_nothing_is_ever_counted_beyond_what_is_needed(needed: int, scanned: int, multiple: int, others: int) -> None:
    scanned = min(scanned, needed)
    left = needed - scanned + others
    verdict = judge(Piece(1, multiple, needed, scanned), left_in_parcel=left)
    counted = multiple if verdict in GOOD else 0
    assert scanned + counted <= needed
    assert (verdict is Verdict.COMPLETE) == (counted > 0 and counted == left)


def _order(state: str = "in_wave", hold: str = "", note: str = "") -> OrderStop:
    return OrderStop("1", state, hold, note)


@pytest.mark.parametrize(
    ("parcel", "orders", "verdict"),
    [
        ("open", [_order()], None),
        ("open", [_order("picked")], None),
        ("open", [_order("cancelled")], Verdict.CANCELLED),
        ("packed", [_order("cancelled", "by_hand")], Verdict.CANCELLED),
        ("cancelled", [_order("waiting")], Verdict.CANCELLED),
        ("open", [_order(hold="by_hand")], Verdict.HELD),
        ("open", [_order(hold="platform_lock")], Verdict.HELD),
        ("open", [_order(), _order(hold="changed")], Verdict.CHANGED),
        ("packed", [_order("packed")], Verdict.PACKED_ALREADY),
        ("packed", [_order("packed", "by_hand")], Verdict.HELD),
        ("shipped", [_order("shipped")], Verdict.SHIPPED_ALREADY),
    ],
)
def test_why_a_parcel_must_not_go_on(parcel: str, orders: list[OrderStop], verdict: Verdict | None) -> None:
    stop = stopped(parcel, orders)
    assert (stop[0] if stop else None) is verdict
