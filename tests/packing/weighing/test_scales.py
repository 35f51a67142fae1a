"""What scales write, and when a reading counts; without a scale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.packing.weighing.scales import PROTOCOLS, Protocol, Reading, Settling, State, compiled, read

NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("protocol", "line", "wanted"),
    [
        ("comma", "ST,GS,+  0.520kg\r\n", Reading(520, stable=True)),
        ("comma", "US,NT,-001.25 kg", Reading(-1250, stable=False)),
        ("comma", "ST,GS,+  1.100lb", Reading(499, stable=True)),
        ("comma", "ST,+00012.3  g", Reading(12, stable=True)),
        ("comma", "OL,GS,", Reading(0, stable=False, overload=True)),
        ("sics", "S S     100.00 g", Reading(100, stable=True)),
        ("sics", "S D      -0.5 kg", Reading(-500, stable=False)),
        ("sics", "S +", Reading(0, stable=False, overload=True)),
        ("sics", "ES", None),
        ("sbi", "+    520.0 g  ", Reading(520, stable=True)),
        ("sbi", "-      1.5 kg ", Reading(-1500, stable=True)),
        ("sbi", "+    519.2    ", Reading(519_200, stable=False)),
        ("sbi", "H", Reading(0, stable=False, overload=True)),
        ("reversed", "=025.00", Reading(520, stable=None)),
        ("reversed", "=005.1-", Reading(-1500, stable=None)),
        ("comma", "ST,GS,+  17.6 oz", Reading(499, stable=True)),
        ("comma", "\x00\xff\x13garbage", None),
        ("comma", "ST,GS," + "9" * 5000, None),
    ],
)
def test_lines(protocol: str, line: str, wanted: Reading | None) -> None:
    assert read(line, PROTOCOLS[protocol]) == wanted


def test_a_pattern_of_the_shop_s_own() -> None:
    own = Protocol("own", r"W(?P<value>\d+)(?P<moving>\?)?", unit="g")
    assert read("W0520", own) == Reading(520, stable=None)
    assert read("W0520?", own) == Reading(520, stable=False)
    with pytest.raises(ValueError, match="value"):
        compiled(Protocol("none", r"\d+"))


def test_a_parcel_counts_once_and_only_after_zero() -> None:
    settling = Settling()
    assert settling.take(Reading(520, stable=True), NOON) is State.AGAIN  # what lay there when the program was started
    assert settling.take(Reading(0, stable=True), NOON) is State.EMPTY
    assert settling.take(Reading(520, stable=False), NOON) is State.MOVING
    assert settling.take(Reading(520, stable=True), NOON) is State.STABLE
    settling.counted()
    assert settling.take(Reading(520, stable=True), NOON) is State.AGAIN
    assert settling.take(Reading(-520, stable=True), NOON) is State.NEGATIVE
    assert settling.take(Reading(0, stable=False, overload=True), NOON) is State.OVERLOAD
    assert settling.take(Reading(3, stable=True), NOON) is State.EMPTY
    assert settling.take(Reading(80, stable=True), NOON) is State.STABLE


def test_a_scale_that_does_not_say_rests_when_its_readings_do() -> None:
    settling = Settling(ready=True)
    states = [
        settling.take(Reading(grams, stable=None), NOON + timedelta(milliseconds=200 * n))
        for n, grams in enumerate((200, 480, 521, 519, 520, 520, 700))
    ]
    assert states == [State.MOVING] * 5 + [State.STABLE, State.MOVING]


@given(st.text(max_size=60), st.sampled_from(list(PROTOCOLS)))
def test_noise_never_breaks_it(line: str, protocol: str) -> None:
    read(line, PROTOCOLS[protocol])
