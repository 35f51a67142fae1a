"""What a half-drawn tour can look like at one aisle's cross-aisle corners, and where each next stroke leads.

Ratliff and Rosenthal (1983) for one block, Roodbergen and de Koster (2001) for two, read as one rule for any number of
blocks: of the part drawn so far only the degree at each corner (none, odd, even) and which corners hang together matter.
The tables are made once for each number of corners.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

NONE, SINGLE, DOUBLE, BOTTOM, TOP, GAP = range(6)
"""How one block of one aisle is walked: not, through, there and back, from below, from above, from both leaving a gap."""
ACTIONS = range(6)
UNTOUCHED, ODD, EVEN = range(3)
NOWHERE = -1

State = tuple[tuple[int, int], ...]  # for each corner: its degree, and the number of the piece it belongs to (0: untouched)


@dataclass(frozen=True, slots=True)
class Tables:
    """States by number; the empty one is 0.

    ``down[block][action][state]`` is the state after walking a block, ``across[state]`` the states at the next aisle with
    the number of cross-aisle pieces walked to it, ``complete`` those states that are a closed walk in one piece.
    """

    states: tuple[State, ...]
    down: tuple[tuple[tuple[int, ...], ...], ...]
    across: tuple[tuple[tuple[int, int], ...], ...]
    complete: frozenset[int]


@cache
def tables(corners: int) -> Tables:
    """The tables for aisles with so many corners: 2 for one block, 3 for two."""
    numbers: dict[State, int] = {((UNTOUCHED, 0),) * corners: 0}
    states = list(numbers)
    for state in states:  # grows while it is read, until nothing new turns up
        walked = [_walked(state, block, action) for block in range(corners - 1) for action in ACTIONS]
        for reached in [*walked, *(each for each, _ in _crossings(state))]:
            if reached not in numbers:
                numbers[reached] = len(states)
                states.append(reached)
    return Tables(
        tuple(states),
        tuple(
            tuple(tuple(numbers[_walked(state, block, action)] for state in states) for action in ACTIONS)
            for block in range(corners - 1)
        ),
        tuple(tuple((numbers[reached], pieces) for reached, pieces in _crossings(state)) for state in states),
        frozenset(number for state, number in numbers.items() if _closed(state)),
    )


def _walked(state: State, block: int, action: int) -> State:
    """After walking the block between corners ``block`` and ``block + 1`` in one of the six ways."""
    corners = list(state)
    low, high = block, block + 1
    if action in (SINGLE, DOUBLE, BOTTOM, GAP):
        corners[low] = _met(corners, low, action == SINGLE)
    if action in (SINGLE, DOUBLE, TOP, GAP):
        corners[high] = _met(corners, high, action == SINGLE)
    if action in (SINGLE, DOUBLE):
        kept, gone = corners[low][1], corners[high][1]
        corners = [(degree, kept if piece == gone else piece) for degree, piece in corners]
    return _numbered(corners)


def _met(corners: list[tuple[int, int]], corner: int, once: bool) -> tuple[int, int]:
    """A corner that the walk meets once more, or twice more."""
    degree, piece = corners[corner]
    if degree == UNTOUCHED:
        return (ODD if once else EVEN, max(number for _, number in corners) + 1)
    return (degree if not once else EVEN if degree == ODD else ODD, piece)


def _crossings(state: State) -> Iterator[tuple[State, int]]:
    """Every useful way on to the next aisle, with the cross-aisle pieces it takes.

    An odd corner goes on once, an even one twice or not at all, an untouched one never; three times is once and a loop
    too many. Each piece of the tour must go on somewhere, or it could never be joined to the rest.
    """
    pieces = {piece for degree, piece in state if degree != UNTOUCHED}
    choices = {UNTOUCHED: (0,), ODD: (1,), EVEN: (0, 2)}
    for strokes in product(*(choices[degree] for degree, _ in state)):
        went = [(stroke, piece if stroke else 0) for stroke, (_, piece) in zip(strokes, state, strict=True)]
        if pieces == {piece for _, piece in went if piece}:
            yield _numbered(went), sum(strokes)


def _numbered(corners: list[tuple[int, int]]) -> State:
    """The same state with its pieces numbered from the lowest corner up: one state, one spelling."""
    names = {0: 0}
    return tuple((degree, names.setdefault(piece, len(names))) for degree, piece in corners)


def _closed(state: State) -> bool:
    return all(degree != ODD for degree, _ in state) and {piece for _, piece in state} - {0} == {1}
