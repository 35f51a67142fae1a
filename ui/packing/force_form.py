"""Sending a parcel with fewer pieces: what is missing, why, and, where the person may not, who allows it."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.language import tr
from ui.login import pin_field
from ui.packing.open_parcel import OpenParcel
from ui.packing.reason_form import ReasonForm
from ui.packing.verdicts import variant_of
from ui.widgets.text import Combo, Text
from warehouse_app.errors import BadInput, NotAllowed
from warehouse_app.packing.aside.rules import Reason
from warehouse_app.people.commands import BADGE_PREFIX, log_in_by_badge, try_pin
from warehouse_app.people.queries import people
from warehouse_app.people.rules import Right, may, pin_fits
from warehouse_app.store.warehouse import Actor

_SHOWN = 3


class ForceForm(ReasonForm):
    """``do(reason, who)``: who allows it. Somebody else's badge or PIN logs nobody out and nobody in."""

    def __init__(self, desk: Desk, parcel: OpenParcel, do: Callable[[Reason, Actor], object], parent: QWidget) -> None:
        super().__init__(
            "aside.force_title", "aside.do_force", desk, self._with_leave, parent, waybill=parcel.view.waybill, at_once=False
        )
        self._allow = do
        self._by_badge: Actor | None = None
        about = Text(role="text", wrap=True, parent=self.sheet)
        about.show_code("aside.missing_words", pieces=parcel.left, goods=_goods(parcel))
        self.body.insertWidget(0, about)
        self.who = Combo(parent=self.sheet)
        self.pin = pin_field("aside.allow_pin", self.sheet)
        self.allowed = Text("aside.allow_words", role="muted", wrap=True, parent=self.sheet)
        self.asks = not desk.may(Right.FORCE)
        self.body.addWidget(self.allowed)
        if self.asks:
            for person in desk.read(people, active_only=True):
                if may(person.role, Right.FORCE):
                    self.who.add_plain(person.name, person.name)
            self.add_beside(("aside.allow_who", self.who), ("aside.allow_pin", self.pin))
        for part in (self.who, self.pin, self.allowed):
            part.setVisible(self.asks)

    def take_other(self, codes: tuple[str, ...]) -> None:
        """A supervisor's badge. Raises NotAllowed, NotFound, Conflict for what is no badge."""
        badge = next((code for code in codes if code.startswith(BADGE_PREFIX)), None)
        if badge is None or not self.asks:
            super().take_other(codes)
            return
        self._by_badge = self._checked(self.desk.command_as_program(log_in_by_badge, badge, "allowed"))
        self.allowed.show_code("aside.allowed_by", name=self._by_badge.name)
        self.show_mistake(None)
        self.desk.sounds.play("login")
        if self.reason.given:
            self.accept()

    def _with_leave(self, reason: Reason) -> None:
        self._allow(reason, self._who())

    def _who(self) -> Actor:
        """Who allows it. Raises BadInput, NotAllowed."""
        if not self.asks:
            return self.desk.actor
        if self._by_badge is not None:
            return self._by_badge
        pin = self.pin.text()
        if not pin_fits(pin):
            raise BadInput("aside.who_missing")
        answer = self.desk.command_as_program(try_pin, str(self.who.value() or ""), pin, "allowed")
        self.pin.clear()
        if answer.actor is None:
            wait = ceil(answer.wait.total_seconds())
            raise NotAllowed("aside.wait", seconds=wait) if wait else NotAllowed("aside.wrong_pin")
        return self._checked(answer.actor)

    def _checked(self, who: Actor) -> Actor:
        if not may(who.role, Right.FORCE):
            raise NotAllowed("aside.may_not", name=who.name)
        return who


def _goods(parcel: OpenParcel) -> str:
    """The first of what is missing, each with its pieces."""
    missing = [line for line in parcel.view.lines if parcel.scanned[line.sku_id] < line.needed]
    words = [
        tr(
            "aside.missing_one", goods=f"{line.name} {variant_of(line.colour, line.size)}".strip(),
            n=line.needed - parcel.scanned[line.sku_id],
        )
        for line in missing[:_SHOWN]
    ]  # fmt: skip
    return tr("packing.between").join(words) + ("…" if len(missing) > _SHOWN else "")
