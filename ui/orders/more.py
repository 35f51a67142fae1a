"""What can be done with orders beside the buttons of the bar: one list, shown as the menu behind "More".

An action stands here with its words, the right it asks for and the orders it can be done with; its form and commands live
in a module of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu, QWidget

from ui import icons
from ui.desk import Desk
from ui.language import tr
from ui.orders import courier_form, edit_forms, merging_forms, wave_forms
from ui.orders.making_forms import ask_order, ask_resend, can_resend
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
    settles: str = ""
    """The offer to the buyer of a short order that this puts into practice (``orders.shorts.rules.Offer``), "" for none."""


ACTIONS: tuple[MoreAction, ...] = (
    MoreAction("orders.edit_address", "note", Right.RELEASE, edit_forms.can_edit, edit_forms.ask_address),
    MoreAction("orders.edit_goods", "tag", Right.RELEASE, edit_forms.can_edit, edit_forms.ask_goods, settles="swap"),
    MoreAction("couriers.change", "truck", Right.RELEASE, courier_form.can_change, courier_form.ask_courier),
    MoreAction("waves.mark_urgent", "flag", Right.RELEASE, wave_forms.can_be_urgent, wave_forms.mark_urgent),
    MoreAction("waves.mark_not_urgent", "minus", Right.RELEASE, wave_forms.is_urgent, wave_forms.mark_not_urgent),
    MoreAction("waves.take_out", "undo", Right.WAVE, wave_forms.can_take_out, wave_forms.ask_take_out),
    MoreAction("orders.after_sales", "undo", Right.HOLD, edit_forms.can_go_to_after_sales, edit_forms.ask_after_sales),
    MoreAction("service.resend", "redo", Right.RELEASE, can_resend, ask_resend),
    MoreAction("service.make_order", "plus", Right.RELEASE, lambda _rows: True, ask_order),
    MoreAction("merging.merge_these", "plus", Right.RELEASE, merging_forms.can_merge, merging_forms.merge_these),
    MoreAction("merging.undo_merge", "undo", Right.RELEASE, merging_forms.can_undo, merging_forms.undo_merge),
    MoreAction("merging.split", "minus", Right.RELEASE, merging_forms.can_split, merging_forms.ask_split, settles="partial"),
    MoreAction("merging.split_by_stock", "shelves", Right.RELEASE, merging_forms.can_split_by_stock, merging_forms.by_stock),
    MoreAction("merging.undo_split", "undo", Right.RELEASE, merging_forms.can_join, merging_forms.undo_parts),
)


def settling(offer: str) -> MoreAction | None:
    """The action that puts an accepted offer into practice; None when there is none."""
    return next((action for action in ACTIONS if offer and action.settles == offer), None)


def make_menu(desk: Desk, parent: QWidget, rows: Sequence[OrderRow]) -> QMenu:
    """What can be done with these orders; what cannot is there and grey, so that it can be learnt."""
    menu = QMenu(parent)
    for number, action in enumerate(ACTIONS, 1):
        words = f"&{number}  {tr(action.code)}" if number < 10 else tr(action.code)
        entry = menu.addAction(icons.icon(action.icon, "text"), words)
        entry.setEnabled(desk.may(action.right) and action.fits(rows))
        entry.triggered.connect(lambda _=False, action=action: action.run(desk, parent, rows))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
