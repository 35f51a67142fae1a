"""When keys make a code: the timing rules, tried with any keys at any times, and the cutting of glued codes."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.bursts import (
    FAST_GAP,
    GROUP_SEPARATOR,
    LEAST_BURST,
    QUIET_GAP,
    SUFFIX_GAP,
    BurstCollector,
    Code,
    Key,
    clean,
    fold,
    readings,
    split_glued,
)

SCANNER_GAP = 0.010
CODES = st.text("0123456789ABCDEFSF-", min_size=LEAST_BURST, max_size=20)
GAPS = st.sampled_from([0.0, 0.007, SCANNER_GAP, FAST_GAP - 0.001, FAST_GAP + 0.001, 0.08, QUIET_GAP, 0.5, 3.0])


def feed(keys: BurstCollector, text: str, at: float = 1.0, gap: float = SCANNER_GAP) -> float:
    """Key after key; the moment of the last."""
    for number, char in enumerate(text):
        keys.feed(Key(char, at + number * gap))
    return at + (len(text) - 1) * gap


# --- the collector ------------------------------------------------------------------------------------------------------


@given(st.lists(CODES, min_size=1, max_size=10), st.floats(0.001, FAST_GAP - 0.002))
def test_any_number_of_codes_with_enter_and_no_pause_come_out_as_they_went_in(codes: list[str], gap: float):
    keys, at, heard = BurstCollector(), 1.0, []
    for code in codes:
        at = feed(keys, code, at + gap, gap) + gap
        ended = keys.end(at)
        assert ended is not None
        assert ended.burst
        heard.append(ended.raw)
    assert heard == codes
    assert keys.text == ""


@given(st.lists(st.tuples(st.sampled_from("AB1\n"), GAPS), max_size=60))
def test_no_key_is_lost_or_doubled_or_changes_places(strokes: list[tuple[str, float]]):
    """All keys come out again, each once; what was typed before a burst stays behind it, so runs are compared."""
    keys, at, out, number, fed = BurstCollector(), 1.0, [], 0, []
    for char, gap in strokes:
        at += gap
        if char == "\n":
            codes = [keys.end(at)]
        else:
            number += 1
            fed.append(chr(0x4E00 + number))
            codes = [keys.feed(Key(fed[-1], at))]
        out += [code.raw for code in codes if code is not None]
        assert keys.text == "".join(key.char for key in keys.keys)
    rest = keys.text
    assert sorted("".join(out) + rest) == sorted(fed)
    for piece in (*out, rest):
        assert list(piece) == sorted(piece)


@given(st.text("0123456789", min_size=1, max_size=10), CODES)
def test_what_was_typed_before_a_burst_is_not_mixed_into_its_code(typed: str, code: str):
    keys = BurstCollector()
    at = feed(keys, typed, gap=0.2)
    at = feed(keys, code, at + 0.2)
    ended = keys.end(at + SCANNER_GAP)
    assert ended is not None
    assert (ended.raw, ended.burst) == (code, True)
    assert keys.text == typed
    rest = keys.end(at + 2)
    assert rest is not None
    assert (rest.raw, rest.burst) == (typed, False)


@given(CODES)
def test_silence_ends_a_burst_and_never_what_a_person_types(code: str):
    keys = BurstCollector()
    at = feed(keys, code)
    assert keys.quiet(at + QUIET_GAP - 0.001) is None
    ended = keys.quiet(at + QUIET_GAP + 0.001)
    assert ended is not None
    assert ended.raw == code
    at = feed(keys, code, at=10.0, gap=0.2)
    assert keys.quiet(at + 60) is None
    assert keys.text == code


@given(CODES, CODES)
def test_a_burst_that_silence_ended_comes_out_with_the_next_key_even_when_nobody_looked(first: str, second: str):
    keys = BurstCollector()
    at = feed(keys, first) + 1
    ended = keys.feed(Key(second[0], at))
    assert ended is not None
    assert ended.raw == first
    assert keys.text == second[0]


def test_three_fast_keys_are_a_hand_rolling_over_the_keyboard():
    keys = BurstCollector()
    at = feed(keys, "x" * (LEAST_BURST - 1))
    assert not keys.is_burst
    assert keys.quiet(at + 60) is None
    ended = keys.end(at + SCANNER_GAP)
    assert ended is not None
    assert not ended.burst


def test_an_enter_that_comes_late_belongs_to_a_person():
    keys = BurstCollector()
    at = feed(keys, "6900001")
    ended = keys.end(at + FAST_GAP + 0.001)
    assert ended is not None
    assert not ended.burst


def test_enter_with_nothing_collected_is_nobodys():
    assert BurstCollector().end(1.0) is None


def test_a_key_held_down_is_no_code():
    keys = BurstCollector()
    for number in range(40):
        keys.feed(Key("a", 1 + number * 0.03), held=number > 0)
    assert keys.quiet(60.0) is None
    assert keys.text == "a" * 40


def test_a_code_of_one_character_only_is_a_code_when_no_key_was_held():
    keys = BurstCollector()
    at = feed(keys, "0000000000000")
    ended = keys.quiet(at + 1)
    assert ended is not None
    assert ended.raw == "0" * 13


def test_what_was_corrected_by_hand_counts_as_typed():
    keys = BurstCollector()
    at = feed(keys, "690000")
    keys.backspace()
    assert keys.text == "69000"
    assert not keys.is_burst
    assert keys.quiet(at + 60) is None
    keys.clear()
    assert keys.text == ""
    keys.backspace()  # with nothing there: nothing happens
    assert keys.end(at + 1) is None


# --- what a code says ---------------------------------------------------------------------------------------------------


def test_control_characters_go_and_fnc1_stays():
    assert fold("\x0201\x1d10\x03\x00\x7f\x9f") == "01\x1d10"
    assert clean(f" ]C1{GROUP_SEPARATOR}21 ") == f"]C1{GROUP_SEPARATOR}21"


def test_full_width_forms_become_plain_and_nothing_else_changes():
    assert fold("ＳＦ１２３－ａ　ｂ") == "SF123-a b"
    assert fold("雪花酥①ﬁ²") == "雪花酥①ﬁ²"  # NFKC would make 1, fi and 2 of the last three


@given(st.text())
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)
    assert len(fold(text)) <= len(text)


def test_a_burst_is_read_with_capslock_undone_and_typing_as_it_stands():
    keys = tuple(Key(char, 1.0, char.swapcase() if char.isalpha() else "") for char in "sf12")
    assert readings(Code(keys, burst=True)) == ("SF12", ("sf12",))
    assert readings(Code(keys, burst=False)) == ("sf12", ("SF12",))
    digits = tuple(Key(char, 1.0) for char in "6901")
    assert readings(Code(digits, burst=True)) == ("6901", ())


# --- codes glued together -----------------------------------------------------------------------------------------------


class Asked:
    """Knows some codes, and counts how often it is asked."""

    def __init__(self, *codes: str) -> None:
        self.codes = set(codes)
        self.times = 0

    def __call__(self, texts: Collection[str]) -> set[str]:
        self.times += 1
        return self.codes & set(texts)


def all_cuts(text: str, codes: set[str]) -> Iterator[list[str]]:
    """Every way to cut a text into codes, tried one by one: slow and plain."""
    for count in range(len(text)):
        for places in combinations(range(1, len(text)), count):
            marks = (0, *places, len(text))
            pieces = [text[start:stop] for start, stop in pairwise(marks)]
            if all(piece in codes for piece in pieces):
                yield pieces


@given(st.lists(st.text("AB", min_size=3, max_size=5), min_size=1, max_size=6), st.data())
def test_the_cut_is_the_one_shortest_or_none(codes: list[str], data: st.DataObject):
    text = "".join(data.draw(st.lists(st.sampled_from(codes), min_size=1, max_size=3)))
    cuts = sorted(all_cuts(text, set(codes)), key=len)
    shortest = [cut for cut in cuts if len(cut) == len(cuts[0])]
    assert split_glued(text, Asked(*codes)) == (shortest[0] if len(shortest) == 1 else None)


@given(st.lists(st.from_regex(r"[0-9]{13}", fullmatch=True), min_size=2, max_size=12))
def test_codes_of_one_length_are_cut_where_they_were_glued_and_looked_up_once(codes: list[str]):
    known = Asked(*codes)
    assert split_glued("".join(codes), known) == codes
    assert known.times == 1


def test_two_clear_answers_are_none():
    assert split_glued("AAABBBCC", Asked("AAA", "BBBCC", "AAABB", "BCC")) is None


def test_the_fewest_pieces_win():
    assert split_glued("AAABBBCCC", Asked("AAA", "BBB", "CCC", "AAABBB")) == ["AAABBB", "CCC"]
    assert split_glued("AAABBB", Asked("AAA", "BBB", "AAABBB")) == ["AAABBB"]


@pytest.mark.parametrize("text", ["", "AAAX", "XAAA", "AAAAA", "A" * 2001])
def test_what_cannot_be_cut_is_none(text: str):
    assert split_glued(text, Asked("AAA", "AA")) is None


def test_a_long_line_is_cut_too():
    codes = [f"{number:013d}" for number in range(1_000_000, 1_000_100)]
    assert split_glued("".join(codes), Asked(*codes)) == codes


def test_the_least_and_the_longest_piece():
    long, longer = "X" * 47 + "Y", "X" * 48 + "Y"
    assert split_glued("ABC" + long, Asked("ABC", long)) == ["ABC", long]
    assert split_glued("ABC" + longer, Asked("ABC", longer)) is None


def test_a_collector_without_silence_never_ends_by_itself():
    keys = BurstCollector(quiet_gap=math.inf)
    at = feed(keys, "6900001")
    assert keys.quiet(at + 1e9) is None


def test_a_scanner_that_sends_enter_may_catch_its_breath_in_the_middle_of_a_code() -> None:
    keys = BurstCollector()
    for number in range(13):
        keys.feed(Key("6", 0.01 * number))
    assert keys.end(0.13) is not None
    for number, char in enumerate("6900"):
        assert keys.feed(Key(char, 1 + 0.01 * number)) is None
    assert keys.quiet(1.03 + QUIET_GAP * 2) is None
    assert keys.feed(Key("1", 1.6)) is None
    assert keys.text == "69001"
    ended = keys.quiet(9.0)
    assert ended is None  # one key is no burst; what was collected waits for its Enter
    whole = keys.end(9.1)
    assert whole is not None
    assert whole.raw == "69001"


def test_a_scanner_without_enter_is_believed_again_after_one_long_silence() -> None:
    keys = BurstCollector()
    for number, char in enumerate("1234"):
        keys.feed(Key(char, 0.01 * number))
    assert keys.end(0.04) is not None
    for start, patience in ((1.0, SUFFIX_GAP), (3.0, QUIET_GAP)):
        for number, char in enumerate("5678"):
            keys.feed(Key(char, start + 0.01 * number))
        assert keys.quiet(start + 0.03 + patience - 0.001) is None
        assert keys.quiet(start + 0.03 + patience + 0.001) is not None
