"""Settings cards of weighing: what the shop asks for, and the scale of this computer, tried while it is set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from PySide6.QtWidgets import QSpinBox

from ui import preferences
from ui.language import Sentence
from ui.packing.scale import Scale, port_names
from ui.people.settings_card import SettingsCard
from ui.preferences import ScaleChoice
from ui.theme import space
from ui.widgets.text import Combo, Field, Text
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.packing.weighing.scales import GRAMS, PROTOCOLS, State

_MOST = {"weigh_tolerance_g": 10_000, "weigh_tolerance_percent": 100, "weigh_tare_g": 10_000}
_SPEEDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)


class WeighCard(SettingsCard):
    """Whether every parcel is weighed, and how far its weight may be off."""

    title_code = "weighing.card_title"
    words_code = "weighing.card_words"

    def fill(self) -> None:
        """The rule and its figures."""
        self.policy = Combo([(f"weighing.policy_{policy}", policy) for policy in ("off", "must")], parent=self)
        self.add("weighing.setting_weigh_policy", self.policy)
        self.boxes = {name: QSpinBox(self) for name in _MOST}
        for name, box in self.boxes.items():
            box.setRange(1 if name == "weigh_tolerance_g" else 0, _MOST[name])
            box.lineEdit().setTextMargins(space(2), 0, 0, 0)
            self.add(f"weighing.setting_{name}", box)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As they are set."""
        self.policy.choose(values["weigh_policy"])
        for name, box in self.boxes.items():
            box.setValue(int(values[name]))

    def wanted(self) -> dict[str, object]:
        """As they stand in the fields."""
        return {"weigh_policy": self.policy.value()} | {name: box.value() for name, box in self.boxes.items()}


class ScaleCard(SettingsCard):
    """The scale on this computer; what is chosen counts at once, for everybody who works here."""

    title_code = "weighing.scale_title"
    words_code = "weighing.scale_words"
    of_shop = False

    def fill(self) -> None:
        """Port, speed, how it writes, and what it says at this moment."""
        self.port = Combo(parent=self)
        self.baud = Combo(parent=self)
        for speed in _SPEEDS:
            self.baud.add_plain(str(speed), speed)
        self.protocol = Combo([(f"weighing.protocol_{name}", name) for name in (*PROTOCOLS, "own")], parent=self)
        self.pattern = Field("weighing.pattern_example", takes="typing", parent=self)
        self.ask = Field(takes="typing", parent=self)
        self.unit = Combo(parent=self)
        for unit in GRAMS:
            self.unit.add_plain(unit, unit)
        for name in ("port", "baud", "protocol", "pattern", "ask", "unit"):
            self.add(f"weighing.{name}", getattr(self, name))
        self.says = Text("weighing.try_silent", role="muted", wrap=True, parent=self)
        self.add_wide(self.says)
        self.scale = Scale(self)
        self.scale.read.connect(self._say)
        self.scale.there.connect(lambda there: None if there else self.says.show_code("weighing.try_silent"))
        for combo in (self.port, self.baud, self.protocol, self.unit):
            combo.activated.connect(self._chosen)
        for field in (self.pattern, self.ask):
            field.editingFinished.connect(self._chosen)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """The choice kept for this computer, and the ports it has now."""
        choice = preferences.load(self.desk.folder.root).scale
        self.port.clear_entries()
        self.port.add_code("weighing.port_none", "")
        for name in dict.fromkeys((*port_names(), choice.port)):
            if name:
                self.port.add_plain(name, name)
        self.port.choose(choice.port)
        self.baud.choose(choice.baud)
        self.protocol.choose(choice.protocol)
        self.unit.choose(choice.unit)
        self.pattern.setText(choice.pattern)
        self.ask.setText(choice.ask)
        self._show_own()

    def try_it(self, on: bool) -> None:
        """Listen to the scale while somebody looks at this card, so that it can be tried."""
        if not on:
            self.scale.stop()
            return
        try:
            self.scale.use(preferences.load(self.desk.folder.root).scale)
        except (ValueError, LookupError):
            self.scale.stop()

    def hideEvent(self, event: Any) -> None:
        """The line is free for the packing station again."""
        self.try_it(False)
        super().hideEvent(event)

    def showEvent(self, event: Any) -> None:
        """What the scale says now."""
        super().showEvent(event)
        self.try_it(True)

    def _chosen(self) -> None:
        choice = ScaleChoice(
            str(self.port.value() or ""), cast(int, self.baud.value()), str(self.protocol.value()), self.pattern.text().strip(),
            self.ask.text(), str(self.unit.value()),
        )  # fmt: skip
        self._show_own()
        try:
            if choice.protocol == "own":
                _must_work(choice.pattern)
            preferences.keep(self.desk.folder.root, scale=choice)
        except WarehouseError as error:
            self.desk.messages.error(error)
            return
        self.says.show_code("weighing.try_silent")
        self.try_it(True)

    def _show_own(self) -> None:
        own = self.protocol.value() == "own"
        for field in (self.pattern, self.ask, self.unit):
            field.setEnabled(own)

    def _say(self, state: State, grams: int) -> None:
        self.says.show_code("weighing.try_now", grams=grams, state=Sentence(f"weighing.state_{state.value}"))


def _must_work(pattern: str) -> None:
    """Raises BadInput ``weighing.bad_pattern`` for a pattern that cannot be read by."""
    try:
        if "value" not in re.compile(pattern).groupindex:
            raise BadInput("weighing.bad_pattern", reason="(?P<value>…)")
    except re.error as error:
        raise BadInput("weighing.bad_pattern", reason=str(error)) from error
