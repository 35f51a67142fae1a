"""Boxes for real orders against a peer's answers: ``python -m tests.benchmarks.cartons DIR``.

The folder holds ``boxes.csv`` (name, outer width, length, depth, tare, inner width, length, depth, most grams), ``items.csv``
(order, pieces, item, width, length, depth, grams) and ``expected.csv`` (order, ..., fifth column: the peer's 3-D boxes).
Every placement is proven here once more, by other code than the one that made it.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.measure import Line, percentile, seconds
from warehouse_app.packing.boxes.choosing import choose
from warehouse_app.packing.boxes.rules import Box, Filled, Goods

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "cartons"
FILES = ("boxes.csv", "items.csv", "expected.csv")
MEDIAN_MS = 20.0


def run(folder: Path = SHARED) -> list[Line]:
    """Boxes in all against the peer's, orders with more and with fewer than the peer's, and the time; nothing without files."""
    if not all((folder / name).is_file() for name in FILES):
        return []
    boxes, orders, peer = read_boxes(folder), read_orders(folder), read_peer(folder)
    took: list[float] = []
    ours: dict[str, int] = {}
    for order, goods in orders.items():
        answers: list[tuple[Filled, ...] | None] = []
        took.append(seconds(lambda goods=goods, answers=answers: answers.append(choose(goods, boxes))) * 1000)  # type: ignore[misc]
        filled = answers[0]
        if filled is None:
            raise AssertionError(f"order {order}: no boxes were found")
        prove(order, goods, filled)
        ours[order] = len(filled)
    common = [order for order in ours if order in peer]
    total, theirs = sum(ours[order] for order in common), sum(peer[order] for order in common)
    return [
        Line(f"cartons, boxes for {len(common)} orders", total, "boxes", floor=theirs, limit=1.0),
        Line("cartons, orders with more boxes than the peer", sum(ours[o] > peer[o] for o in common), "orders"),
        Line("cartons, orders with fewer boxes than the peer", sum(ours[o] < peer[o] for o in common), "orders"),
        Line("cartons, median of an order", percentile(took, 0.5), "ms", limit=MEDIAN_MS),
        Line("cartons, p99 of an order", percentile(took, 0.99), "ms"),
        Line("cartons, slowest order", max(took), "ms"),
    ]


def read_boxes(folder: Path) -> list[Box]:
    """The boxes, numbered from 0."""
    return [Box(n, (_whole(r[5]), _whole(r[6]), _whole(r[7])), _whole(r[8])) for n, r in enumerate(_rows(folder / FILES[0]))]


def read_orders(folder: Path) -> dict[str, list[Goods]]:
    """What each order wants."""
    orders: dict[str, list[Goods]] = defaultdict(list)
    for n, r in enumerate(_rows(folder / FILES[1])):
        orders[r[0]].append(Goods(n, (_whole(r[3]), _whole(r[4]), _whole(r[5])), _whole(r[6]), _whole(r[1])))
    return orders


def read_peer(folder: Path) -> dict[str, int]:
    """How many boxes the peer's 3-D search used for each order."""
    return {r[0]: _whole(r[4]) for r in _rows(folder / FILES[2])}


def prove(order: str, goods: Sequence[Goods], filled: Sequence[Filled]) -> None:
    """AssertionError when a piece is lost, doubled, squeezed, outside, in another piece, or a box is too heavy."""
    lying = Counter(piece.key for box in filled for piece in box.placed)
    wanted = {one.key: one for one in goods}
    assert lying == Counter({key: one.pieces for key, one in wanted.items()}), f"order {order}: other pieces than wanted"
    for box in filled:
        assert box.box.most_g is None or sum(wanted[p.key].weight_g for p in box.placed) <= box.box.most_g, (
            f"order {order}: weight"
        )
        cuboids = []
        for piece in box.placed:
            assert sorted(piece.size) == sorted(wanted[piece.key].size), f"order {order}: a piece has another size"
            low, high = piece.at, tuple(at + side for at, side in zip(piece.at, piece.size, strict=True))
            assert min(low) >= 0, f"order {order}: outside"
            assert all(top <= room for top, room in zip(high, box.box.inner, strict=True)), f"order {order}: outside"
            cuboids.append((low, high))
        for n, (low, high) in enumerate(cuboids):
            for other_low, other_high in cuboids[:n]:
                apart = any(high[i] <= other_low[i] or other_high[i] <= low[i] for i in range(3))
                assert apart, f"order {order}: two pieces in one place"


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.reader(file) if row and _is_number(row[-1])]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _whole(text: str) -> int:
    return round(float(text))


def main(arguments: Sequence[str]) -> int:
    """Print the lines; 1 when there is nothing to measure or a limit is passed."""
    lines = run(Path(arguments[0])) if arguments else run()
    for line in lines:
        print(line)
    if not lines:
        print(f"no {', '.join(FILES)} there", file=sys.stderr)
    return 0 if lines and all(line.ok for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
