"""The best batches of few orders, proven: every set that fits the cart, and the best way to cut all orders into such sets."""

from __future__ import annotations

from warehouse_app.picking.batching.length import FAR
from warehouse_app.picking.batching.work import Batch, Work

MOST_ORDERS = 14  # 16,384 sets and under a million cuts: below a second
MOST_ON_BLOCKS = 9  # where a middle cross-aisle makes each length a hundred times dearer


def best_of_all(work: Work) -> list[Batch]:
    """The shortest total there is. Time and memory grow threefold and twofold with each order: for ``MOST_ORDERS`` at most."""
    walks = _walks(work)
    best: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    rest = (1 << len(work.stops)) - 1
    _cut(rest, walks, best)
    batches = []
    while rest:
        first = best[rest][1]
        batches.append(work.batch(order for order in range(len(work.stops)) if first >> order & 1))
        rest ^= first
    return batches


def _walks(work: Work) -> list[float]:
    """The tour of every set of orders, endless for those that do not fit; built from the set without its last order."""
    stops, weights, walks = [0], [0.0], [0.0]
    for more, weight in zip(work.stops, work.weights, strict=True):
        for place in range(len(stops)):
            load = weights[place] + weight
            stops.append(stops[place] | more)
            weights.append(load)
            walks.append(FAR if load > work.capacity else work.lengths[stops[-1]])
    return walks


def _cut(orders: int, walks: list[float], best: dict[int, tuple[float, int]]) -> float:
    """The best total of these orders; ``best`` keeps it with the batch that holds the first of them."""
    if orders in best:
        return best[orders][0]
    first = orders & -orders
    others = part = orders ^ first
    shortest, chosen = FAR, 0
    while True:
        walk = walks[first | part]
        if walk < shortest:
            total = walk + _cut(others ^ part, walks, best)
            if total < shortest:
                shortest, chosen = total, first | part
        if not part:
            break
        part = (part - 1) & others
    best[orders] = shortest, chosen
    return shortest
