"""The designs that come with the program, one for each stock: files in ``resources/labels``, copied but never changed."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping

from warehouse_app.dispatch.designs.rules import STOCKS, LabelDesign, design_of
from warehouse_app.places import RESOURCES


@functools.cache
def shipped_designs() -> Mapping[str, LabelDesign]:
    """By the name of their stock, which is their name too."""
    return {stock: _read(stock) for stock in STOCKS}


def _read(stock: str) -> LabelDesign:
    file = RESOURCES / "labels" / f"{stock}.json"
    return design_of(stock, stock, json.loads(file.read_text(encoding="utf-8")))
