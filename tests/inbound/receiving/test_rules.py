"""What a count means, and what may not be written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.errors import BadInput
from warehouse_app.inbound.receiving.rules import (
    MOST_PIECES,
    Verdict,
    check_finding,
    check_lot_date,
    check_money,
    check_pieces,
    judge,
    photo_kind,
    share_by,
)


@given(counted=st.integers(0, 50), expected=st.none() | st.integers(0, 50), planned=st.booleans())
def test_a_count_has_exactly_one_verdict_and_it_says_how_it_stands(counted: int, expected: int | None, planned: bool) -> None:
    verdict = judge(counted, expected, planned=planned)
    if not planned:
        assert verdict is Verdict.RIGHT
    elif expected is None:
        assert verdict is Verdict.UNPLANNED
    else:
        assert (verdict is Verdict.OVER, verdict is Verdict.COMPLETE) == (counted > expected, counted == expected)


@pytest.mark.parametrize("pieces", [0, -1, 1.5, MOST_PIECES + 1, 6901234567892])
def test_a_scan_counts_whole_pieces_and_no_barcodes(pieces: int) -> None:
    with pytest.raises(BadInput) as caught:
        check_pieces(pieces, 1)
    assert caught.value.code == "receiving.quantity_range"


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "NaN", "Infinity", "1e12"])
def test_money_is_to_the_cent_and_not_below_zero(amount: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_money(Decimal(amount))
    assert caught.value.code == "receiving.amount_range"


def test_a_lot_may_be_taken_in_on_its_last_day_and_not_after() -> None:
    check_lot_date("L", date(2026, 11, 3), date(2026, 11, 3))
    check_lot_date("L", None, date(2026, 11, 3))
    with pytest.raises(BadInput) as caught:
        check_lot_date("L", date(2026, 11, 2), date(2026, 11, 3))
    assert caught.value.fields == {"lot": "L", "expires": "2026-11-02"}


@pytest.mark.parametrize(
    ("inspected", "defective", "reason", "code"),
    [
        (0, 0, "", "quantity_range"),
        (1, -1, "stain", "quantity_range"),
        (1, 2, "stain", "more_than_inspected"),
        (1, 1, "", "defect_reason_wanted"),
        (1, 1, "ugly", "defect_reason_wanted"),
    ],
)
def test_what_an_inspection_cannot_say(inspected: int, defective: int, reason: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_finding(inspected, defective, reason)
    assert caught.value.code == f"receiving.{code}"


def test_a_photo_is_known_by_its_first_bytes_and_not_by_its_name() -> None:
    assert photo_kind(b"\xff\xd8\xff\xe0rest") == "jpg"
    assert photo_kind(b"\x89PNG\r\n\x1a\nrest") == "png"
    for content in (b"", b"GIF89a", b"\x89PNG", b"<svg/>"):
        with pytest.raises(BadInput) as caught:
            photo_kind(content)
        assert caught.value.code == "receiving.not_a_photo"


def test_freight_is_shared_by_pieces_when_nothing_has_a_price() -> None:
    assert share_by([Decimal(0), Decimal(5)], [1, 2]) == [Decimal(0), Decimal(5)]
    assert share_by([Decimal(0), Decimal(0)], [1, 2]) == [Decimal(1), Decimal(2)]
