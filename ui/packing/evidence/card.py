"""Settings cards of pictures: what the shop asks for and how long they are kept, and the camera of this computer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QSpinBox

from ui import preferences
from ui.packing.evidence.camera import camera_names
from ui.people.settings_card import SettingsCard
from ui.theme import space
from ui.widgets.text import Combo, Text
from warehouse_app.errors import WarehouseError
from warehouse_app.packing.evidence.queries import photo_space

_MOST_DAYS = 3_650


class PhotoCard(SettingsCard):
    """Whether every parcel needs a picture, how many days they are kept, and what they take on the disk."""

    title_code = "evidence.card_title"
    words_code = "evidence.card_words"

    def fill(self) -> None:
        """A rule, a number, and a line of figures."""
        self.policy = Combo([(f"evidence.policy_{policy}", policy) for policy in ("off", "must")], parent=self)
        self.days = QSpinBox(self)
        self.days.setRange(0, _MOST_DAYS)
        self.days.lineEdit().setTextMargins(space(2), 0, 0, 0)
        self.add("evidence.setting_photo_policy", self.policy)
        self.add("evidence.setting_photo_days", self.days)
        self.space = Text(role="muted", parent=self)
        self.add_wide(self.space)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """As they are set, and the space as it is."""
        self.policy.choose(values["photo_policy"])
        self.days.setValue(int(values["photo_days"]))
        taken = self.desk.read(photo_space)
        self.space.show_code("evidence.space", n=taken.photos, megabytes=f"{taken.size / 1_000_000:,.1f}")

    def wanted(self) -> dict[str, object]:
        """As they stand in the fields."""
        return {"photo_policy": self.policy.value(), "photo_days": self.days.value()}


class CameraCard(SettingsCard):
    """The camera on this computer; what is chosen counts at once."""

    title_code = "evidence.camera_title"
    words_code = "evidence.camera_words"
    of_shop = False

    def fill(self) -> None:
        """The cameras there are."""
        self.camera = Combo(parent=self)
        self.camera.activated.connect(self._chosen)
        self.add("evidence.camera", self.camera)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """The choice kept for this computer, and the cameras it has now."""
        kept = preferences.load(self.desk.folder.root).camera
        self.camera.clear_entries()
        self.camera.add_code("evidence.camera_none", "")
        for name in dict.fromkeys((*camera_names(), kept)):
            if name:
                self.camera.add_plain(name, name)
        self.camera.choose(kept)

    def _chosen(self) -> None:
        try:
            preferences.keep(self.desk.folder.root, camera=str(self.camera.value() or ""))
        except WarehouseError as error:
            self.desk.messages.error(error)
