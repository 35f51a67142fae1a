"""New SKUs borrow from their product or category: what a usual SKU of it sells, until they have a history of their own."""

from __future__ import annotations

import numpy as np

from warehouse_app.restock.forecasting.shapes import Flags, Floats, Whole

WORTH_OF_DAYS, WORTH_OF_OTHERS = 21.0, 2.0  # own periods that count as much as what is borrowed


def borrow(rate: Floats, sold: Floats, seen: Floats, few: Flags, group: Whole, *, days: bool) -> Floats:
    """Pieces of an average open period of each SKU; those with too ``few`` periods of their own mix them with the usual SKU of
    their group, or of the shop where the group has none. ``sold`` pieces in ``seen`` known periods.
    """
    worth = WORTH_OF_DAYS if days else WORTH_OF_OTHERS
    lender = ~few
    usual = np.full(len(rate), float(np.median(rate[lender])) if lender.any() else 0.0)
    _, place = np.unique(group, return_inverse=True)
    count = np.bincount(place, weights=lender)
    # The mean of the logarithm of one more: a best seller among the siblings does not speak for the new one.
    total = np.bincount(place, weights=np.where(lender, np.log1p(rate * 100), 0.0))
    from_group = np.expm1(total / np.maximum(count, 1)) / 100
    usual = np.where((count[place] > 0) & (group >= 0), from_group[place], usual)
    own = sold / np.maximum(seen, 1.0)
    lent = (seen * own + worth * usual) / (seen + worth)
    nobody = ~lender.any() & (seen > 0)
    return np.asarray(np.where(few, np.where(nobody, own, lent), rate), dtype=np.float64)
