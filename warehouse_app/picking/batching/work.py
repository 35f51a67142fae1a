"""What every way of forming batches works on: orders as numbers, and batches of them that cannot be changed, only made anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from warehouse_app.picking.batching.length import TourLengths


class Batch(NamedTuple):
    """Orders (places in the list) on one cart: all their stops as one number, their weight, and the length of their tour."""

    orders: tuple[int, ...]
    stops: int
    weight: float
    length: float


@dataclass(frozen=True, slots=True)
class Work:
    """The orders' stops and weights, in the order they came, and the cart's capacity."""

    lengths: TourLengths
    stops: Sequence[int]
    weights: Sequence[float]
    capacity: float

    def batch(self, orders: Iterable[int]) -> Batch:
        """These orders as one batch, whether or not they fit."""
        members = tuple(orders)
        stops = 0
        for order in members:
            stops |= self.stops[order]
        return Batch(members, stops, sum(self.weights[order] for order in members), self.lengths[stops])

    def in_turn(self) -> list[Batch]:
        """First come, first served."""
        batches: list[list[int]] = []
        load = 0.0
        for order, weight in enumerate(self.weights):
            if not batches or load + weight > self.capacity:
                batches.append([])
                load = 0.0
            batches[-1].append(order)
            load += weight
        return [self.batch(orders) for orders in batches]

    @staticmethod
    def total(batches: Iterable[Batch]) -> float:
        """The length of all tours together."""
        return sum(batch.length for batch in batches)
