"""A page of a list: what a table on screen fetches as it is scrolled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and how many there are in all."""

    rows: list[T]
    total: int
