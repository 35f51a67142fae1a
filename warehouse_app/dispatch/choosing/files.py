"""Words of the platforms' files that say how an order is paid."""

from __future__ import annotations

import re

_COD = re.compile(r"货到付款|代收货款|\bcod\b|cash\s*on\s*delivery", re.IGNORECASE)


def is_cod(payment: str) -> bool:
    """Whether the courier collects the money: what the file says of the payment names it."""
    return bool(_COD.search(payment))
