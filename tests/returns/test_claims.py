"""Claims: from a case to the money, with their papers and sums."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dispatch.freight.bills import price_list
from tests.paper.reading import scanned
from tests.shop import COURIER, DAY, do, ids_of, open_shop, order, pack, parcel_of, problems_of, release_and_wave
from warehouse_app.dispatch.following.commands import open_case
from warehouse_app.dispatch.following.queries import TrackLine
from warehouse_app.dispatch.following.rules import Status
from warehouse_app.dispatch.following.tracking import say_of_parcel
from warehouse_app.dispatch.handover import close_handover, hand_over, open_handover
from warehouse_app.errors import BadInput, Conflict, NotAllowed, NotFound, WarehouseError
from warehouse_app.orders.queries import order_view
from warehouse_app.people.commands import SYSTEM
from warehouse_app.returns.claims.commands import Answer, answer_claim, change_claim, make_claim, send_claim
from warehouse_app.returns.claims.documents import write_claim
from warehouse_app.returns.claims.papers import make_claim_papers
from warehouse_app.returns.claims.queries import ClaimRow, claim, claim_sums, claims, month_of, stands, suggested
from warehouse_app.returns.claims.rules import STATES, STEPS, Asked, may_go, what_is_wrong
from warehouse_app.store.warehouse import Actor, Warehouse, new_action
from warehouse_app.words import say

ASKED = Asked(Decimal("88.50"), Decimal(6), Decimal("94.50"), "外包装破了")
TODAY = date(2026, 11, 5)


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """Orders 1 and 2 handed over, and lost."""
    warehouse.clock = lambda: DAY
    open_shop(warehouse, {"SKU1": 20}, *(order(str(n), {"SKU1": 1}, paid_amount=Decimal("88.50")) for n in (1, 2)))
    release_and_wave(warehouse)
    trip = do(warehouse, open_handover, COURIER)
    for number in "12":
        do(warehouse, hand_over, trip, (pack(warehouse, number).waybill,), new_action())
    do(warehouse, close_handover, trip)
    moment = DAY + timedelta(days=2)
    warehouse.clock = lambda: moment
    return warehouse


def _case(warehouse: Warehouse, number: str) -> int:
    return do(warehouse, open_case, parcel_of(warehouse, number).id, "lost")


def test_a_claim_goes_from_the_case_to_the_money(shop: Warehouse) -> None:
    case_id, action = _case(shop, "1"), new_action()
    with shop.reading() as session:
        begin = suggested(session, case_id, DAY.date())
    assert (begin.goods, begin.freight, begin.courier, begin.claim_id) == (Decimal("88.50"), 0, COURIER, None)
    price_list(shop)
    with shop.reading() as session:
        assert suggested(session, case_id, DAY.date()).freight == Decimal("3.00")  # by the price table, before any bill
    first = do(shop, make_claim, case_id, ASKED, action)
    assert do(shop, make_claim, case_id, ASKED, action) == first
    do(shop, change_claim, first, Asked(Decimal(80), Decimal(6), Decimal(80)))
    do(shop, send_claim, first, TODAY)
    do(shop, answer_claim, first, Answer("accepted", TODAY, note="同意赔"))
    do(shop, answer_claim, first, Answer("paid", TODAY, Decimal(70)))
    second = do(shop, make_claim, _case(shop, "2"), ASKED, new_action())
    do(shop, send_claim, second, TODAY)
    do(shop, answer_claim, second, Answer("refused", TODAY))
    again = do(shop, make_claim, claim_of(shop, second).case_id, ASKED, new_action())
    with shop.reading() as session:
        paid = claim(session, first)
        assert (paid.state, paid.claimed, paid.paid, paid.sent_on, paid.paid_on, paid.note) == (
            "paid", Decimal(80), Decimal(70), TODAY, TODAY, "同意赔",
        )  # fmt: skip
        assert [row.id for row in claims(session, state="open")] == [again]
        assert [row.id for row in claims(session, state="refused", courier=COURIER)] == [second]
        assert claims(session, courier="EMS") == claims(session, month="2026-10") == []
        (sums,) = claim_sums(claims(session, month=month_of(shop.clock())))
        assert suggested(session, case_id, DAY.date()).claim_id == first
        assert stands(session, case_id)
        assert order_view(session, ids_of(shop, "1")[0]).history[-1].kind == "claim_made"
    assert (sums.claims, sums.claimed, sums.paid, sums.refused, sums.open) == (
        3, Decimal("269.00"), Decimal(70), Decimal("94.50"), Decimal("94.50"),
    )  # fmt: skip
    assert problems_of(shop) == []


def claim_of(warehouse: Warehouse, claim_id: int) -> ClaimRow:
    with warehouse.reading() as session:
        return claim(session, claim_id)


def test_the_couriers_answer_stands_below_the_claims_own_note(shop: Warehouse) -> None:
    made = do(shop, make_claim, _case(shop, "1"), ASKED, new_action())
    do(shop, send_claim, made, TODAY)
    with pytest.raises(BadInput) as caught:
        do(shop, answer_claim, made, Answer("accepted", TODAY, note="x" * 499))
    assert caught.value.code == "claims.note_long"
    do(shop, answer_claim, made, Answer("accepted", TODAY, note=" 同意赔 "))
    do(shop, answer_claim, made, Answer("paid", TODAY, Decimal(70)))
    assert claim_of(shop, made).note == "外包装破了\n同意赔"
    (paper, _) = make_claim_papers(shop, made, "zh_CN")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(paper).pages)
    assert "外包装破了" in text
    assert "同意赔" in text


def test_what_cannot_be_is_said(shop: Warehouse) -> None:
    case_id = _case(shop, "1")
    made = do(shop, make_claim, case_id, ASKED, new_action())
    tries: list[tuple[type[WarehouseError], str, object, tuple[object, ...]]] = [
        (Conflict, "claims.made_already", make_claim, (case_id, ASKED, new_action())),
        (NotFound, "follow.no_such_case", make_claim, (999, ASKED, new_action())),
        (BadInput, "claims.too_much", make_claim, (case_id, Asked(Decimal(1), Decimal(1), Decimal(3)), new_action())),
        (BadInput, "claims.nothing_claimed", change_claim, (made, Asked(Decimal(1), Decimal(1), Decimal(0)))),
        (BadInput, "claims.amount_range", change_claim, (made, Asked(Decimal(-1), Decimal(9), Decimal(1)))),
        (BadInput, "claims.note_long", change_claim, (made, Asked(Decimal(1), Decimal(0), Decimal(1), "x" * 501))),
        (Conflict, "claims.wrong_step", answer_claim, (made, Answer("paid", TODAY, Decimal(1)))),
        (BadInput, "claims.day_future", send_claim, (made, TODAY + timedelta(days=1))),
        (NotFound, "claims.no_such_claim", send_claim, (999, TODAY)),
    ]
    for kind, code, command, arguments in tries:
        with pytest.raises(kind) as caught:
            do(shop, command, *arguments)  # type: ignore[arg-type]  # commands of many kinds
        assert caught.value.code == code
    do(shop, send_claim, made, TODAY)
    later: list[tuple[type[WarehouseError], str, object, tuple[object, ...]]] = [
        (Conflict, "claims.sent_already", change_claim, (made, ASKED)),
        (BadInput, "claims.day_before", answer_claim, (made, Answer("accepted", TODAY - timedelta(days=1)))),
        (BadInput, "claims.paid_missing", answer_claim, (made, Answer("paid", TODAY))),
        (BadInput, "claims.answer_missing", answer_claim, (made, Answer("sent", TODAY))),
    ]
    for kind, code, command, arguments in later:
        with pytest.raises(kind) as caught:
            do(shop, command, *arguments)  # type: ignore[arg-type]  # commands of many kinds
        assert caught.value.code == code
    with pytest.raises(NotAllowed):
        do(shop, make_claim, case_id, ASKED, new_action(), actor=Actor(SYSTEM.id, "小周", "clerk"))


def test_the_papers_say_what_was_sent_and_what_is_asked_for(shop: Warehouse) -> None:
    case_id = _case(shop, "1")
    do(shop, say_of_parcel, parcel_of(shop, "1").id, Status.MOVING, DAY + timedelta(hours=5), "离开杭州", "杭州")
    made = do(shop, make_claim, case_id, ASKED, new_action())
    files = make_claim_papers(shop, made, "zh_CN")
    text = ["".join(page.extract_text() for page in pypdf.PdfReader(file).pages) for file in files]
    for words in (parcel_of(shop, "1").waybill, "SKU1", "离开杭州", "94.50", "外包装破了", say("follow.case_lost"), COURIER):
        assert words in text[0]
    assert say("evidence.record_title") in text[1]
    assert scanned(files[0])[0] == [parcel_of(shop, "1").waybill]


def test_a_long_story_goes_over_several_pages(shop: Warehouse, tmp_path: Path) -> None:
    made = claim_of(shop, do(shop, make_claim, _case(shop, "1"), ASKED, new_action()))
    lines = [TrackLine(DAY + timedelta(hours=n), "moving", f"第{n}站" + "很长的话" * 20, "杭州", "file") for n in range(60)]
    write_claim(tmp_path / "c.pdf", made, [], lines, "店", DAY, "en")
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "c.pdf").pages]
    assert len(pages) > 2
    assert all(any(f"第{n}站" in page for page in pages) for n in range(60))
    assert say("claims.paper_sign_courier", "en") in pages[-1]


AMOUNTS = st.decimals(-5, 2_000_000, places=2)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_no_claim_asks_for_more_than_it_cost(goods: Decimal, freight: Decimal, claimed: Decimal) -> None:
    fits = what_is_wrong(Asked(goods, freight, claimed)) == ""
    assert not fits or 0 < claimed <= goods + freight


def test_every_state_is_reached_and_two_are_ends() -> None:
    reached = {"draft"}
    for _ in STATES:
        reached |= {to for state in reached for to in STEPS[state]}
    assert reached == set(STATES)
    assert {state for state in STATES if not any(may_go(state, to) for to in STATES)} == {"refused", "paid"}
