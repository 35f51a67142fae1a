"""What can be done with orders beside the buttons of the bar: one list, shown as the menu behind "More".

An action stands here with its words, the right it asks for and the orders it can be done with; its form and commands live
in a module of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from ui import icons
from ui.desk import Desk
from ui.language import tr
from ui.orders import merging_forms
from warehouse_app.orders.queries import OrderRow
from warehouse_app.people.rules import Right


@dataclass(frozen=True, slots=True)
class MoreAction:
    """``run(desk, parent, rows)`` does it or opens its form; ``fits(rows)`` says whether it can be done with these orders
    (none chosen: an empty sequence).
    """

    code: str
    icon: str
    right: Right
    fits: Callable[[Sequence[OrderRow]], bool]
    run: Callable[[Desk, QWidget, Sequence[OrderRow]], object]


ACTIONS: tuple[MoreAction, ...] = (
    MoreAction("merging.merge_these", "plus", Right.RELEASE, merging_forms.can_merge, merging_forms.merge_these),
    MoreAction("merging.undo_merge", "undo", Right.RELEASE, merging_forms.can_undo, merging_forms.undo_merge),
    MoreAction("merging.split", "minus", Right.RELEASE, merging_forms.can_split, merging_forms.ask_split),
    MoreAction("merging.split_by_stock", "shelves", Right.RELEASE, merging_forms.can_split_by_stock, merging_forms.by_stock),
    MoreAction("merging.undo_split", "undo", Right.RELEASE, merging_forms.can_join, merging_forms.undo_parts),
)


def open_menu(desk: Desk, parent: QWidget, rows: Sequence[OrderRow], at: QPoint) -> QMenu:
    """Show what can be done with these orders; what cannot is there and grey, so that it can be learnt."""
    menu = QMenu(parent)
    for number, action in enumerate(ACTIONS, 1):
        words = f"&{number}  {tr(action.code)}" if number < 10 else tr(action.code)
        entry = menu.addAction(icons.icon(action.icon, "text"), words)
        entry.setEnabled(desk.may(action.right) and action.fits(rows))
        entry.triggered.connect(lambda _=False, action=action: action.run(desk, parent, rows))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    return menu
