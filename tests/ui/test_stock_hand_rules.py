"""Goods moved by hand as a machine of steps, without a screen."""

from __future__ import annotations

import pytest

from ui.stock.hand_rules import Back, BinScan, Confirm, Event, Hand, ItemScan, Keyed, Mode, Said, Taken, after_done, next_step

A, B, HERE = 1, 2, 10


def item(sku_id: int = 7, there: int | None = HERE, multiple: int = 1, lot: str = "") -> ItemScan:
    return ItemScan(sku_id, lot, multiple, there)


def play(mode: Mode, *events: Event, source: int | None = None) -> tuple[Hand, list[Said]]:
    hand, said = Hand(mode, source), []
    for event in events:
        hand, answer = next_step(hand, event)
        said.append(answer.said)
    return hand, said


def test_moving_takes_a_bin_then_goods_then_the_bin_they_go_to() -> None:
    hand, said = play(Mode.MOVE, BinScan(A), item(), item(), item(8, multiple=6), BinScan(B))
    assert said == [Said.BIN_OPENED, Said.TOOK, Said.TOOK, Said.TOOK, Said.DO]
    assert hand.taken == (Taken(7, "", 2, HERE), Taken(8, "", 6, HERE))
    assert after_done(hand) == Hand(Mode.MOVE)


def test_an_empty_hand_may_change_the_bin() -> None:
    hand, said = play(Mode.MOVE, BinScan(A), BinScan(B))
    assert (hand.source, said[-1]) == (B, Said.BIN_OPENED)


def test_goods_cannot_go_where_they_are() -> None:
    assert play(Mode.MOVE, BinScan(A), item(), BinScan(A))[1][-1] is Said.SAME_BIN
    assert play(Mode.BIN, BinScan(A), BinScan(A))[1][-1] is Said.SAME_BIN


@pytest.mark.parametrize("mode", [Mode.MOVE, Mode.WRITE_OFF, Mode.CORRECT, Mode.TAKE_OUT])
def test_goods_before_a_bin_are_not_taken(mode: Mode) -> None:
    hand, said = play(mode, item())
    assert (hand.taken, said) == ((), [Said.BIN_FIRST])


def test_never_more_than_lie_there() -> None:
    hand, said = play(Mode.MOVE, BinScan(A), item(there=2, multiple=2), item(there=2))
    assert (hand.taken[0].pieces, said[-1]) == (2, Said.TOO_MANY)
    assert play(Mode.MOVE, BinScan(A), item(there=None))[1][-1] is Said.NOT_HERE


def test_a_number_sets_the_last_goods_or_the_next_scan() -> None:
    hand, said = play(Mode.MOVE, BinScan(A), Keyed(4), item(), Keyed(9))
    assert said == [Said.BIN_OPENED, Said.PIECES_NEXT, Said.TOOK, Said.TOOK]
    assert (hand.taken[0].pieces, hand.next_pieces) == (9, None)
    assert play(Mode.MOVE, BinScan(A), item(), Keyed(0))[0].taken == ()


def test_a_whole_bin_wants_no_goods() -> None:
    assert play(Mode.BIN, BinScan(A), item())[1][-1] is Said.TARGET_WANTED
    assert play(Mode.BIN, BinScan(A), BinScan(B))[1][-1] is Said.DO


@pytest.mark.parametrize("mode", [Mode.WRITE_OFF, Mode.TAKE_OUT, Mode.CORRECT])
def test_what_leaves_the_books_is_confirmed(mode: Mode) -> None:
    hand, said = play(mode, BinScan(A), Confirm(), item(), BinScan(B), Confirm())
    assert said[1] is Said.NOTHING_TAKEN
    assert said[3:] == [Said.FINISH_FIRST, Said.DO]
    assert after_done(hand) == Hand(mode, A)


def test_moving_is_not_confirmed_but_scanned() -> None:
    assert play(Mode.MOVE, BinScan(A), item(), Confirm())[1][-1] is Said.TARGET_WANTED
    assert play(Mode.MOVE, Confirm())[1] == [Said.BIN_FIRST]


def test_counting_takes_goods_that_were_not_known_there_and_a_count_of_nothing() -> None:
    hand, said = play(Mode.CORRECT, BinScan(A), item(there=None), item(there=None), Keyed(0))
    assert (hand.taken[0].pieces, said[-1]) == (0, Said.COUNTED)
    assert play(Mode.CORRECT, BinScan(A), item(7), item(8))[1][-1] is Said.FINISH_FIRST


def test_quarantine_goods_go_to_the_bin_that_is_scanned() -> None:
    assert play(Mode.RELEASE, BinScan(B), source=A)[1] == [Said.NOTHING_TAKEN]
    assert play(Mode.RELEASE, item(), BinScan(B), source=A)[1] == [Said.TOOK, Said.DO]


def test_the_last_goods_go_back() -> None:
    hand, said = play(Mode.MOVE, Back(), BinScan(A), item(7), item(8), Back())
    assert (said[0], said[-1]) == (Said.NOTHING_TAKEN, Said.PUT_BACK)
    assert [one.sku_id for one in hand.taken] == [7]
