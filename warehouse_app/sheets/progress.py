"""How long work reports where it stands, and how it learns that the person stopped it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told now and then how far the work is. ``step`` raises ``Cancelled`` when the person stopped the work."""

    def step(self, done: int, total: int) -> None:
        """``done`` of ``total``, in whatever unit the work counts; only their ratio matters."""
