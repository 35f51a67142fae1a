"""The course of a practice: what is asked next, what counts as a slip, and what the score makes of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse_app.packing.rules import Verdict
from warehouse_app.practice.course import Choice, Course, Plan, Planned, Trap

PLAN = Plan("1", "W1", (("A", 2), ("B", 1)), (Planned(Trap.NOTE, 99), Planned(Trap.DAMAGED, 1), Planned(Trap.EXTRA, 2, "A")))
LAST = Plan("2", "W2", (("B", 2),), (Planned(Trap.WRONG, 0, "X"), Planned(Trap.MISSING, 1)))


def say(course: Course, verdict: Verdict, code: str = "", noted: bool = True, now: float = 0.0, **scanned: int) -> bool:
    return course.answered(verdict, code, noted, scanned, now)


def asked(course: Course) -> tuple[str, str]:
    return course.ask.kind, course.ask.code


def test_a_parcel_with_slips() -> None:
    course = Course((PLAN, LAST))
    assert asked(course) == ("label", "W1")
    assert not say(course, Verdict.UNKNOWN, "nonsense")
    assert say(course, Verdict.OPENED, "W1", noted=False, now=5.0)
    assert (course.ask.trap, course.ask.code) == (Trap.NOTE, "A")
    assert not say(course, Verdict.NOTE_FIRST, "A", noted=False)
    assert say(course, Verdict.NOTED)
    assert asked(course) == ("item", "A")
    assert say(course, Verdict.RIGHT, "A", A=1)
    assert asked(course) == ("damaged", "")
    assert not say(course, Verdict.RIGHT, "A", A=2)  # went on with it in the box
    assert say(course, Verdict.UNDONE, "A", A=1)
    assert say(course, Verdict.RIGHT, "A", A=2)
    assert course.ask.trap is Trap.EXTRA
    assert say(course, Verdict.ONE_TOO_MANY, "A", A=2)
    assert asked(course) == ("question", "A")
    assert not course.choose(Choice.HERE)
    assert asked(course) == ("item", "B")
    assert say(course, Verdict.TICK_FIRST, "B", A=2, B=1)
    assert course.ask.kind == "finish"
    assert say(course, Verdict.COMPLETE, A=2, B=1, now=65.0)
    assert asked(course) == ("label", "W2")
    score = course.score()
    assert [(parcel.waybill, parcel.seconds, parcel.slips) for parcel in score.parcels] == [("W1", 60.0, 4)]
    assert (score.traps, score.caught, score.slips) == (3, 0, 4)
    assert set(score.to_practise) == {"label", "note", "damaged", "extra"}


def test_a_clean_parcel_that_is_put_aside() -> None:
    course = Course((LAST,))
    for verdict, code, scanned in (
        (Verdict.OPENED, "W2", {}),
        (Verdict.WRONG_ITEM, "X", {}),
    ):
        assert say(course, verdict, code, **scanned)
    assert course.choose(Choice.ASIDE)
    assert say(course, Verdict.RIGHT, "B", B=1)
    assert asked(course) == ("missing", "")
    assert say(course, Verdict.LEFT)
    assert course.ask.kind == "done"
    assert (course.score().points, course.score().to_practise) == (100, ())


def test_a_cancelled_parcel_is_taken_apart() -> None:
    course = Course((Plan("3", "W3", (("A", 1),), (Planned(Trap.CANCELLED, 99),)), LAST))
    assert say(course, Verdict.CANCELLED, "W3")
    assert not say(course, Verdict.CANCELLED, "A")  # packed on all the same
    course.taken_apart(3.0)
    assert asked(course) == ("label", "W2")
    assert course.score().to_practise == ("cancelled",)


ANSWERS = st.tuples(
    st.sampled_from(list(Verdict)), st.sampled_from(["W1", "W2", "A", "B", "X", ""]), st.integers(0, 2), st.integers(0, 2)
)


@settings(max_examples=60)
@given(st.lists(ANSWERS | st.sampled_from(list(Choice)), max_size=30))
def test_nothing_derails_it(answers: list[tuple[Verdict, str, int, int] | Choice]) -> None:
    course = Course((PLAN, LAST))
    for answer in answers:
        at = course.at
        if isinstance(answer, Choice):
            course.choose(answer)
        else:
            say(course, answer[0], answer[1], A=answer[2], B=answer[3])
        score = course.score()
        assert course.at in (at, at + 1)
        assert len(score.parcels) == course.at
        assert 0 <= score.points <= 100
        assert 0 <= score.caught <= score.traps
        assert (score.points == 100) == (bool(score.moments) and not score.to_practise)
