"""GS1 element strings are taken apart; anything else is no such string."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse_app.catalog.gs1 import SEPARATOR, Elements, parse

GTIN = "06901234567892"
EAN = GTIN[1:]


@pytest.mark.parametrize(
    ("code", "elements"),
    [
        (f"01{GTIN}", Elements(GTIN)),
        (f"01{GTIN}10L-7", Elements(GTIN, "L-7")),
        (f"01{GTIN}1727022810L-7{SEPARATOR}21S9", Elements(GTIN, "L-7", "S9", date(2027, 2, 28))),
        (f"{SEPARATOR}01{GTIN}21S9{SEPARATOR}10L-7", Elements(GTIN, "L-7", "S9")),
        (f"]C101{GTIN}17270200", Elements(GTIN, expires=date(2027, 2, 28))),  # day 00: the month's last
        (f"01{GTIN}17279900", Elements(GTIN)),  # no such month
        (f"01{GTIN}310300012510L", Elements(GTIN, "L")),  # a weight of fixed length before it
        (f"01{GTIN}91own{SEPARATOR}10L", Elements(GTIN, "L")),  # a company's own
        (f"01{GTIN}7003260101{SEPARATOR}21S", Elements(GTIN, serial="S")),  # not known: passed over
        (f"01{GTIN[:-1]}3", None),  # wrong check digit
        (EAN, None),
        ("01", None),
        ("", None),
    ],
)
def test_elements(code: str, elements: Elements | None) -> None:
    assert parse(code) == elements


def test_the_number_as_the_catalogue_may_have_it() -> None:
    assert Elements(GTIN).codes == (GTIN, EAN)
    assert Elements("00000096385074").codes == ("00000096385074", "0000096385074", "000096385074", "96385074")


@settings(max_examples=50)
@given(st.text(alphabet="0123456789A\x1d]C", max_size=60))
def test_nothing_a_scanner_sends_breaks_it(text: str) -> None:
    parse(text)
    parse(f"01{GTIN}{text}")
