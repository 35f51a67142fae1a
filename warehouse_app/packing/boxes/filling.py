"""Filling one box: blocks of equal pieces are put into free rooms, and what is left of a room is cut into three. Pure.

Each room is a cuboid nothing else reaches into, so pieces cannot overlap, however they are chosen. One way to choose is a
``Taste``; another taste finds what the first one missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from warehouse_app.packing.boxes.rules import Box, Filled, Goods, Placed, Triple, turned, volume

_SOME = 0.3  # how often chance takes not all pieces of a kind at once
_ORDERS = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))


@dataclass(frozen=True, slots=True)
class Taste:
    """How one attempt chooses a piece, its place and the cut; ``spread`` and ``favour`` leave some of it to chance."""

    blocks: bool = True  # the largest block of equal pieces first, else the largest piece
    smallest_room: bool = True  # fill the smallest room first, else from below
    whole_rest: bool = False  # cut so that the largest room left is as small as can be: gaps reach over the whole height
    spread: float = 0.0  # how far one block's worth may be off by chance
    favour: float = 0.0  # how far one kind's worth may be off by chance


@dataclass(frozen=True, slots=True)
class _Block:
    """So many pieces of one kind as they would lie in a room."""

    kind: int
    side: Triple
    times: Triple

    @property
    def size(self) -> Triple:
        return (self.side[0] * self.times[0], self.side[1] * self.times[1], self.side[2] * self.times[2])

    @property
    def pieces(self) -> int:
        return volume(self.times)


_Room = tuple[Triple, Triple]  # where it begins, how large it is


class Filling:
    """One box being filled with some of the goods; ``left`` counts the pieces of each kind that found no room yet."""

    def __init__(self, box: Box, goods: Sequence[Goods], left: Sequence[int], taste: Taste, chance: Random) -> None:
        self.box = box
        self.goods = goods
        self.left = list(left)
        self._sides = [turned(one.size) for one in goods]
        self._rank = [volume(one.size) * (1 + taste.favour * chance.random()) for one in goods]
        self._taste = taste
        self._chance = chance
        self._grams = box.most_g if box.most_g is not None else sum(g.weight_g * n for g, n in zip(goods, left, strict=True))
        self._rooms: list[_Room] = [((0, 0, 0), box.inner)]
        self._blocks: list[tuple[Triple, _Block]] = []

    @property
    def volume(self) -> int:
        """mm³ of what is in."""
        return sum(volume(block.size) for _, block in self._blocks)

    def fill(self) -> Filling:
        """Put in what goes in."""
        while self._rooms and any(self.left):
            at, size = self._rooms.pop(self._next_room())
            block = self._best(size)
            if block is not None:
                self._put(at, size, block)
        return self

    def _next_room(self) -> int:
        def rank(n: int) -> tuple[int, ...]:
            at, size = self._rooms[n]
            return (volume(size),) if self._taste.smallest_room else (at[2], at[1], at[0])

        return min(range(len(self._rooms)), key=rank)

    def _best(self, room: Triple) -> _Block | None:
        """The block that puts most into the room, and of two equal ones the one that sits tighter between its walls."""
        best, best_score = None, (-1.0, 0.0)
        for kind in range(len(self.goods)):
            most = self._most(kind)
            ceiling = self._rank[kind] * (most if self._taste.blocks else 1) * (1 + self._taste.spread)
            if not most or ceiling < best_score[0]:
                continue
            for side in self._sides[kind]:
                if side[0] > room[0] or side[1] > room[1] or side[2] > room[2]:
                    continue
                for times in _times(room, side, most):
                    score = self._score(kind, room, side, times)
                    if score > best_score:
                        best, best_score = _Block(kind, side, times), score
        return best

    def _most(self, kind: int) -> int:
        """So many pieces of a kind could go in: what is left and may weigh; chance takes fewer now and then."""
        grams = self.goods[kind].weight_g
        most = min(self.left[kind], self._grams // grams) if grams else self.left[kind]
        if most > 1 and self._taste.spread and self._chance.random() < _SOME:
            return 1 + int(most * self._chance.random())
        return most

    def _score(self, kind: int, room: Triple, side: Triple, times: Triple) -> tuple[float, float]:
        x, y, z = room[0] - side[0] * times[0], room[1] - side[1] * times[1], room[2] - side[2] * times[2]
        worth = self._rank[kind] * (times[0] * times[1] * times[2] if self._taste.blocks else 1)
        if self._taste.spread:
            worth *= 1 + self._taste.spread * self._chance.random()
        return worth, -min(x, y, z) - 0.001 * (x + y + z)

    def _put(self, at: Triple, room: Triple, block: _Block) -> None:
        self._blocks.append((at, block))
        self.left[block.kind] -= block.pieces
        self._grams -= self.goods[block.kind].weight_g * block.pieces
        rests = [_cut(at, room, block.size, order) for order in _ORDERS]
        best = min if self._taste.whole_rest else max
        self._rooms += best(rests, key=lambda rest: max((volume(size) for _, size in rest), default=0))

    def filled(self) -> Filled:
        """The box with every piece where it lies."""
        placed = []
        for at, block in self._blocks:
            one = self.goods[block.kind]
            for x in range(block.times[0]):
                for y in range(block.times[1]):
                    for z in range(block.times[2]):
                        corner = (at[0] + x * block.side[0], at[1] + y * block.side[1], at[2] + z * block.side[2])
                        placed.append(Placed(one.key, corner, block.side, one.weight_g))
        return Filled(self.box, tuple(placed))


def _times(room: Triple, side: Triple, most: int) -> set[Triple]:
    """How often the piece can stand in each direction, filling one direction after the other."""
    if most == 1:
        return {(1, 1, 1)}
    fit = (room[0] // side[0], room[1] // side[1], room[2] // side[2])
    if fit == (1, 1, 1):
        return {fit}
    found = set()
    for order in _ORDERS:
        times, rest = [1, 1, 1], most
        for axis in order:
            times[axis] = min(fit[axis], rest)
            rest //= times[axis]
        found.add((times[0], times[1], times[2]))
    return found


def _cut(at: Triple, room: Triple, block: Triple, order: Triple) -> list[_Room]:
    """What is left of a room around a block in its corner, the first axis of ``order`` getting the whole width of the others."""
    rooms: list[_Room] = []
    rest = list(room)
    for axis in order:
        if rest[axis] > block[axis]:
            corner, size = list(at), list(rest)
            corner[axis] += block[axis]
            size[axis] -= block[axis]
            rooms.append(((corner[0], corner[1], corner[2]), (size[0], size[1], size[2])))
        rest[axis] = block[axis]
    return rooms
