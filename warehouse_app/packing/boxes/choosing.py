"""Which boxes an order needs: the smallest one that takes everything, else as few as can be found in the time allowed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations_with_replacement, count, product
from random import Random
from time import perf_counter

from warehouse_app.packing.boxes.filling import Filling, Taste
from warehouse_app.packing.boxes.rules import Box, Filled, Goods, fits_inside, total_volume, total_weight

PLAIN = tuple(Taste(*each) for each in product((True, False), repeat=3))  # the attempts without chance
TRIES = 12  # attempts at one set of boxes before the next set has its turn
TURNS = 40
MOST_TOGETHER = 3  # more boxes than these are filled one by one
SECONDS = 0.5

Clock = Callable[[], float]


def choose(
    goods: Sequence[Goods], boxes: Sequence[Box], seconds: float = SECONDS, clock: Clock = perf_counter
) -> tuple[Filled, ...] | None:
    """The fewest boxes found that take all goods, of these the ones with the least room; None when a piece fits in none.

    The search stops after ``seconds``; what comes out may then be a box more than the best there is, and is never wrong.
    """
    goods = [one for one in goods if one.pieces > 0]
    if not all(any(_takes(box, one) for box in boxes) for one in goods):
        return None
    return _Search(goods, boxes, clock() + seconds, clock).fewest() if goods else ()


def fitting(goods: Sequence[Goods], boxes: Sequence[Box], seconds: float = SECONDS, clock: Clock = perf_counter) -> list[Filled]:
    """Every single box that takes all goods, the smallest first."""
    search = _Search([one for one in goods if one.pieces > 0], boxes, clock() + seconds, clock)
    return [found[0] for box in search.boxes if (found := search.into((box,), 0, TRIES))]


def _takes(box: Box, one: Goods) -> bool:
    return fits_inside(one.size, box.inner) and (box.most_g is None or one.weight_g <= box.most_g)


class _Search:
    def __init__(self, goods: Sequence[Goods], boxes: Sequence[Box], until: float, clock: Clock) -> None:
        self.goods = goods
        self.boxes = sorted(boxes, key=lambda box: (box.volume, box.key))
        self.pieces = [one.pieces for one in goods]
        self.volume, self.weight = total_volume(goods), total_weight(goods)
        self.until, self.clock = until, clock

    def fewest(self) -> tuple[Filled, ...]:
        """A good answer at once; then the time is spent on fewer boxes, as long as fewer could be enough."""
        best = self._quick()
        for turn in count(1):
            sets = [boxes for number in range(1, len(best)) for boxes in self._sets(number)]
            if not sets or turn > TURNS:
                break
            for boxes in sets:
                if self.clock() > self.until:
                    return best
                found = self.into(boxes, turn * TRIES, (turn + 1) * TRIES)
                if found is not None:
                    best = found
                    break
        return best

    def _quick(self) -> tuple[Filled, ...]:
        for number in range(1, MOST_TOGETHER + 1):
            for boxes in self._sets(number):
                found = self.into(boxes, 0, TRIES)
                if found is not None:
                    return found
                if self.clock() > self.until:
                    break
        return self._greedy()

    def _sets(self, number: int) -> list[tuple[Box, ...]]:
        """Every set of so many boxes that could hold the volume and the weight, the least room first."""
        if number > MOST_TOGETHER:
            return []
        sets = [boxes for boxes in combinations_with_replacement(self.boxes, number) if self._could(boxes)]
        return sorted(sets, key=lambda boxes: sum(box.volume for box in boxes))

    def _could(self, boxes: Sequence[Box]) -> bool:
        limit = sum(self.weight if box.most_g is None else box.most_g for box in boxes)
        room = sum(box.volume for box in boxes)
        return room >= self.volume and limit >= self.weight and all(any(_takes(b, g) for b in boxes) for g in self.goods)

    def into(self, boxes: Sequence[Box], first: int, last: int) -> tuple[Filled, ...] | None:
        """Everything into these boxes, or None when none of these attempts got it in."""
        if not self._could(boxes):
            return None
        for number in range(first, last):
            filled = self._one_after_the_other(boxes if number % 4 < 2 else boxes[::-1], number)
            if filled is not None:
                return filled
            if self.clock() > self.until:
                return None
        return None

    def _one_after_the_other(self, boxes: Sequence[Box], number: int) -> tuple[Filled, ...] | None:
        """One attempt. Every second one at several boxes gives each its share of each kind, so that the weight is shared, too."""
        several = len(boxes) > 1
        taste, chance = _taste(number // 2 if several else number), Random(number)
        left: list[int] = self.pieces
        filled: list[Filled] = []
        for n, box in enumerate(boxes):
            offered = left
            if several and number % 2:
                room = sum(other.volume for other in boxes[n:])
                offered = [-(-pieces * box.volume // room) for pieces in left]
            filling = Filling(box, self.goods, offered, taste, chance).fill()
            left = [kept - given + back for kept, given, back in zip(left, offered, filling.left, strict=True)]
            filled.append(filling.filled())
        return None if any(left) else tuple(one for one in filled if one.placed)

    def _greedy(self) -> tuple[Filled, ...]:
        """One box after the other, each time the one that takes most, until nothing is left."""
        left: list[int] = self.pieces
        filled: list[Filled] = []
        while any(left):
            tries = [Filling(box, self.goods, left, taste, Random(0)).fill() for box in self.boxes for taste in PLAIN]
            best = max(tries, key=lambda one: one.volume)
            left = best.left
            filled.append(best.filled())
        return tuple(filled)


def _taste(number: int) -> Taste:
    """Ways to choose, by number so that the same order gets the same boxes: first those without chance."""
    if number < len(PLAIN):
        return PLAIN[number]
    return Taste(number % 2 == 0, number % 4 < 2, number % 8 < 4, 0.05 * (1 + number % 3), 0.5 * (number % 5))
