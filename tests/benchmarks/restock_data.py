"""Demand files of the shared layouts as a shop would know them: pieces wanted by SKU and period, and which periods tell
something.

UCI Online Retail (lines of invoices, by day), car parts (month x SKU), automotive (SKU x month, the last column a price).
Test use only; no file is part of the product.
"""

from __future__ import annotations

import lzma
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.uci import Line as Sold
from tests.benchmarks.uci import read_lines

CANCELLED_WITHIN = timedelta(days=14)  # a whole line taken back so soon was a mistaken order, and no demand; later: a return
REPLAYED_MONTHS = 3


@dataclass(frozen=True, slots=True)
class DemandSet:
    """``demand`` and ``known`` are SKU x period; ``first`` is the first period replayed, ``last`` the one after the last; what
    lies beyond only serves to judge orders. ``leads``: shortest and longest, in periods. ``grace``: periods after arrival by
    which an order has to have been needed; ``false_alarm``: the chance of one that ours takes (where stock is looked at once
    a month, waiting for the next look costs more). ``group``: the product of a SKU, -1 unknown.
    """

    name: str
    skus: tuple[str, ...]
    demand: NDArray[np.float32]
    known: NDArray[np.bool_]
    price: NDArray[np.float64]
    group: NDArray[np.int64]
    weekday: int
    first: int
    last: int
    leads: tuple[int, int]
    review: int
    grace: int
    refit: int
    false_alarm: float

    def only(self, chosen: NDArray[np.bool_], name: str) -> DemandSet:
        """The set of some SKUs."""
        names = tuple(sku for sku, taken in zip(self.skus, chosen, strict=True) if taken)
        rows = {part: getattr(self, part)[chosen] for part in ("demand", "known", "price", "group")}
        return replace(self, name=name, skus=names, **rows)

    def until(self, first: int, last: int, name: str) -> DemandSet:
        """The same as it was known at ``last``, replayed from ``first``."""
        cut = replace(self, name=name, first=first, last=last, demand=self.demand[:, :last], known=self.known[:, :last])
        return _with_a_past(cut)


def read(path: Path) -> DemandSet:
    """The set of a file, by its header. ValueError: a layout nobody knows."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        header = file.readline().strip().split(",")
        name = path.name.split(".")[0]
        if "StockCode" in header:
            return _with_a_past(from_sales(read_lines(path), name))
        rows = [line.rstrip("\r\n").split(",") for line in file if line.strip()]
    if header[0].lower() == "month":
        figures = np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows]).T
        return _with_a_past(_monthly(name, tuple(header[1:]), figures, None))
    if header[0].lower() == "sku":
        figures = np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows])
        whole = figures[np.isfinite(figures)[:, -1], -1]
        priced = bool((whole != np.rint(whole)).any())
        price = figures[:, -1] if priced else None
        return _with_a_past(_monthly(name, tuple(row[0] for row in rows), figures[:, :-1] if priced else figures, price))
    raise ValueError(f"{path.name}: the header is of no known layout: {','.join(header[:5])}")


def from_sales(lines: Iterable[Sold], name: str) -> DemandSet:
    """Days x SKU. What was taken back within two weeks was no demand; other returns and write-offs do not lessen it.

    A SKU is known from its first sale; days on which nothing at all was sold are closed days.
    """
    kept = _without_cancelled(list(lines))
    start, end = min(line.at.date() for line in kept), max(line.at.date() for line in kept)
    skus = sorted({line.code for line in kept})
    row_of = {sku: row for row, sku in enumerate(skus)}
    demand = np.zeros((len(skus), (end - start).days + 1), dtype=np.float32)
    prices: dict[str, list[float]] = defaultdict(list)
    for line in kept:
        demand[row_of[line.code], (line.at.date() - start).days] += line.pieces
        prices[line.code].append(line.price)
    known = (np.cumsum(demand, axis=1) > 0) & (demand.sum(axis=0) > 0)[None, :]
    first, last = _months(start, end)
    first = max(first, last // 3)  # of a short file at least a third is known
    price = np.array([float(np.median(prices[sku])) for sku in skus])
    products = {product: place for place, product in enumerate(sorted({sku[:5] for sku in skus}))}
    group = np.array([products[sku[:5]] for sku in skus])
    return DemandSet(name, tuple(skus), demand, known, price, group, start.weekday(), first, last, (7, 35), 14, 30, 7, 0.3)


def _without_cancelled(lines: list[Sold]) -> list[Sold]:
    """The sales that stood: a cancellation of all pieces of a line, by the same customer and soon, takes the line away."""
    open_lines: dict[tuple[str, str, int], list[Sold]] = defaultdict(list)
    gone: set[int] = set()
    for line in lines:
        key = (line.customer, line.code, line.pieces)
        if line.kind == "sold":
            open_lines[key].append(line)
        elif line.kind == "cancelled" and line.customer and open_lines[key]:
            sold = open_lines[key].pop()
            if line.at - sold.at <= CANCELLED_WITHIN:
                gone.add(id(sold))
    return [line for line in lines if line.kind == "sold" and id(line) not in gone]


def _months(start: date, end: date) -> tuple[int, int]:
    """The last whole months of the file: the first replayed day, and the one after the last."""
    after = end + timedelta(days=1)
    after = after.replace(day=1)
    first = after
    for _ in range(REPLAYED_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    return (first - start).days, (after - start).days


def _monthly(name: str, skus: tuple[str, ...], figures: NDArray[np.float64], price: NDArray[np.float64] | None) -> DemandSet:
    """The last third is replayed. An empty cell says nothing; in the replay nothing is wanted then."""
    known = np.isfinite(figures)
    demand = np.maximum(np.where(known, figures, 0.0), 0.0).astype(np.float32)
    periods = demand.shape[1]
    each = np.ones(len(skus)) if price is None else np.nan_to_num(price, nan=1.0)
    first = periods - periods // 3
    return DemandSet(name, skus, demand, known, each, np.full(len(skus), -1), -1, first, periods, (1, 2), 1, 1, 1, 0.5)


def _with_a_past(whole: DemandSet) -> DemandSet:
    """Without the SKUs of which nothing was known when the replay begins: nobody's forecast could have ordered them."""
    return whole.only((whole.known & (whole.demand >= 0))[:, : whole.first].any(axis=1), whole.name)
