"""What the buttons of the orders screen run: commands of ``orders``, alone or two in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from ui.desk import Desk
from ui.jobs import Progress
from warehouse_app.orders.commands import pass_look
from warehouse_app.orders.release import Released, release
from warehouse_app.store.warehouse import Tx

TOPICS = frozenset({"orders", "stock"})


def look_and_release(tx: Tx, order_ids: Sequence[int]) -> Released:
    """Somebody looked at these orders and lets them pass: release them at once. Raises what both commands raise."""
    pass_look(tx, order_ids)
    return release(tx, order_ids)


def release_in_background(
    desk: Desk, owner: QObject, done: Callable[[Released], None], order_ids: Sequence[int] | None = None
) -> None:
    """Release these orders, or all that may go, off the window's thread: a morning can be thousands."""
    actor = desk.actor

    def work(progress: Progress) -> Released:
        progress.step(0, 0)
        with desk.warehouse.transaction(actor, desk.name) as tx:
            return release(tx, order_ids)

    desk.work(work, done, title_code="orders.releasing", owner=owner, touches=TOPICS)
