"""What the buttons of the orders screen run off the window's thread: commands of ``orders``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from ui.desk import Desk
from ui.jobs import Progress
from warehouse_app.errors import WarehouseError
from warehouse_app.orders.looking.commands import Passed, let_pass
from warehouse_app.orders.looking.queries import look_ids
from warehouse_app.orders.queries import OrderFilter
from warehouse_app.orders.release import Released, release

TOPICS = frozenset({"orders", "stock"})


def release_in_background(
    desk: Desk, owner: QObject, done: Callable[[Released], None], order_ids: Sequence[int] | None = None
) -> None:
    """Release these orders, or all that may go, off the window's thread: a morning can be thousands."""
    actor = desk.actor

    def work(progress: Progress) -> Released:
        progress.step(0, 0)
        with desk.warehouse.transaction(actor, desk.name) as tx:
            return release(tx, order_ids)

    def failed(error: WarehouseError) -> None:
        desk.messages.error(error)
        desk.changed.emit(TOPICS)  # nothing changed, but whoever waits for the answer may be asked again

    desk.work(work, done, failed=failed, title_code="orders.releasing", owner=owner, touches=TOPICS)


def pass_in_background(
    desk: Desk, owner: QObject, done: Callable[[Passed], None], failed: Callable[[WarehouseError], None],
    shown: OrderFilter | Sequence[int],
) -> None:  # fmt: skip
    """Let all orders pass that a list shows, or these, off the window's thread.

    A list narrowed to one reason lets pass those that wait for nothing else.
    """
    actor = desk.actor

    def work(progress: Progress) -> Passed:
        progress.step(0, 0)
        with desk.warehouse.transaction(actor, desk.name) as tx:
            if isinstance(shown, OrderFilter):
                return let_pass(tx, look_ids(tx.session, shown), shown.reason)
            return let_pass(tx, shown)

    desk.work(work, done, title_code="look.passing", owner=owner, failed=failed, touches=TOPICS)
