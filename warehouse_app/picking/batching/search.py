"""Batches made better: some orders that lie near each other are taken out of their batches and put back where they cost least.

Slack induction by string removals (Christiaens and Vanden Berghe, Transportation Science 54, 2020), carried over from
vehicle routes to batches: a batch has no sequence, so any of its orders may be taken. A worse result is kept now and then,
less and less often.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterable

from warehouse_app.picking.batching.length import FAR
from warehouse_app.picking.batching.savings import ALL_PAIRS
from warehouse_app.picking.batching.work import Batch, Work

TAKEN_OUT = 8  # orders per round, about
FROM_ONE = 8  # at most so many from one batch,
EMPTIED = 0.3  # unless it is emptied, which happens this often: so a batch can be saved altogether
SKIPPED = 0.02  # how often a batch is overlooked when an order is put back, so that not always the nearest one wins
HOT, COLD = 0.05, 0.001  # how much worse is still kept, as a share of an average tour, at the start and at the end
EXCHANGES = 10  # tried after every round,
COOLER = 0.1  # with so much less patience for worse results
SAME = 1e-9


class Search:
    """One search; ``evaluated`` counts the batches looked at, ``rounds`` how often orders were taken out and put back."""

    def __init__(self, work: Work, start: list[Batch], near: list[list[int]], seed: int) -> None:
        self.work = work
        self.batches = start
        self.evaluated = self.rounds = 0
        self._near = near
        self._narrow = len(work.stops) > ALL_PAIRS
        self._chance = random.Random(seed)
        self._home: dict[int, int] = {}

    def run(self, ends: float, seconds: float, evaluations: int | None = None) -> list[Batch]:
        """The best batches found until ``ends`` (``time.monotonic``), ``seconds`` from the start, or so many ``evaluations``."""
        found = self.batches
        best = now = self.work.total(found)
        average = now / max(len(found), 1)
        while (left := ends - time.monotonic()) > 0:
            done = 1 - left / seconds if evaluations is None else self.evaluated / max(evaluations, 1)
            if done >= 1 or len(found) < 2:
                break
            self.rounds += 1
            self.evaluated += 1  # so that it ends where nothing fits together at all
            heat = average * HOT * (COLD / HOT) ** done
            batches = self._changed()
            if self._is_kept(self.work.total(batches) - now, heat):
                self.batches = batches
            self.batches = self._exchanged(heat * COOLER)
            now = self.work.total(self.batches)
            if now < best - SAME:
                best, found = now, self.batches
        return found

    def _is_kept(self, longer: float, heat: float) -> bool:
        return longer < -heat * math.log(1 - self._chance.random())

    def _exchanged(self, heat: float) -> list[Batch]:
        """Some orders moved to a neighbour's batch, or, when it is full, exchanged for another of that batch."""
        batches = list(self.batches)
        home = {order: place for place, batch in enumerate(batches) for order in batch.orders}
        draw = self._chance.random
        for _ in range(EXCHANGES):
            order = int(draw() * len(home))
            near = self._near[order]
            here, there = home[order], home[near[int(draw() * len(near))]]
            if here == there:
                continue
            back = self._in_exchange(batches[here], batches[there], order)
            if back is None:
                continue
            self.evaluated += 2
            left = self.work.batch((*(member for member in batches[here].orders if member != order), *back))
            right = self.work.batch((*(member for member in batches[there].orders if member not in back), order))
            if self._is_kept(left.length + right.length - batches[here].length - batches[there].length, heat):
                batches[here], batches[there] = left, right
                home[order] = there
                home |= dict.fromkeys(back, here)
        return [batch for batch in batches if batch.orders]

    def _in_exchange(self, here: Batch, there: Batch, order: int) -> tuple[int, ...] | None:
        """Nothing when there is room for the order, else one that makes room; None when the one drawn does not."""
        weights, capacity = self.work.weights, self.work.capacity
        room = capacity - there.weight - weights[order]
        if room >= 0:
            return ()
        back = there.orders[int(self._chance.random() * len(there.orders))]
        fits = weights[back] + room >= 0 and here.weight - weights[order] + weights[back] <= capacity
        return (back,) if fits else None

    def _changed(self) -> list[Batch]:
        """The batches of now with some orders taken out and put back."""
        batches = list(self.batches)
        self._home = {order: place for place, batch in enumerate(batches) for order in batch.orders}
        for order in self._in_turn(self._take_out(batches)):
            self._put_back(batches, order)
        return [batch for batch in batches if batch.orders]

    def _take_out(self, batches: list[Batch]) -> list[int]:
        """Orders near one drawn by lot, a few from each of a few batches."""
        chance = self._chance
        most = min(FROM_ONE, len(self._home) / len(batches))
        strings = int(chance.uniform(1, 4 * TAKEN_OUT / (1 + most)))
        whole = chance.random() < EMPTIED
        out: list[int] = []
        touched: set[int] = set()
        for order in self._near[chance.randrange(len(self._home))]:
            place = self._home[order]
            if place in touched:
                continue
            members = batches[place].orders
            gone = set(members) if whole and not touched else self._some(members, order, most)
            touched.add(place)
            out += sorted(gone)
            batches[place] = self.work.batch(member for member in members if member not in gone)
            if len(touched) >= strings:
                break
        for order in out:
            del self._home[order]
        return out

    def _some(self, members: tuple[int, ...], order: int, most: float) -> set[int]:
        """This order and by lot some of those with it."""
        count = int(self._chance.uniform(1, min(most, len(members)) + 1))
        others = [member for member in members if member != order]
        return {order, *self._chance.sample(others, min(count - 1, len(others)))}

    def _in_turn(self, out: list[int]) -> list[int]:
        """By lot, the heaviest first, or the longest walk first."""
        self._chance.shuffle(out)
        kind = self._chance.random()
        if kind < 0.4:
            out.sort(key=lambda order: -self.work.weights[order])
        elif kind < 0.8:
            out.sort(key=lambda order: -self.work.lengths[self.work.stops[order]])
        return out

    def _put_back(self, batches: list[Batch], order: int) -> None:
        """Into the batch whose tour grows least, or a new one."""
        lengths, stops = self.work.lengths, self.work.stops[order]
        room = self.work.capacity - self.work.weights[order]
        chance = self._chance.random
        least, chosen = FAR, -1
        for place in self._worth_a_look(batches, order):
            _, taken, weight, length = batches[place]
            if weight <= room and chance() > SKIPPED:
                self.evaluated += 1
                longer = lengths[taken | stops] - length
                if longer < least:
                    least, chosen = longer, place
                    if longer <= 0:
                        break
        if chosen < 0:
            chosen = len(batches)
            batches.append(self.work.batch(()))
        batches[chosen] = self.work.batch((*batches[chosen].orders, order))
        self._home[order] = chosen

    def _worth_a_look(self, batches: list[Batch], order: int) -> Iterable[int]:
        """Every batch; of very many orders only those that hold one near this."""
        if not self._narrow:
            return range(len(batches))
        return sorted({self._home[near] for near in self._near[order] if near in self._home})
