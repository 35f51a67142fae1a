"""The hand that takes pictures: by itself when the parcel needs one, by key at any time; and the page of packing records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from ui import preferences
from ui.bursts import Scan
from ui.exporting import last_folder, remember_folder
from ui.jobs import Progress
from ui.language import tr
from ui.orders.forms import Question, ReasonForm
from ui.packing.actions import ActionName
from ui.packing.evidence.camera import Camera
from ui.packing.evidence.photo_page import PhotoPage
from ui.packing.evidence.records_page import RecordsPage
from ui.packing.hand import Hand
from ui.packing.open_parcel import OpenParcel
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.evidence.commands import KeptFile, add_photo, clear_old, go_without, keep_file
from warehouse_app.packing.rules import Step
from warehouse_app.store.warehouse import new_action

if TYPE_CHECKING:
    from ui.packing.station import PackingStation

LONGEST_SIDE, QUALITY = 1_600, 85
"""Pixels and JPEG quality: a label on the box is read easily, and a thousand pictures take some 300 MB."""
_WITHOUT = Question("evidence.without_title", "evidence.without", ("evidence.usual_camera", "evidence.usual_light"))


class EvidenceHand(Hand):
    """See the module."""

    step = Step.PHOTO

    def __init__(self, station: PackingStation) -> None:
        super().__init__(station)
        self.camera = Camera(self)
        self.sheet = PhotoPage(station)
        self._records: RecordsPage | None = None
        self._waiting = False
        self._for: OpenParcel | None = None  # the parcel a picture is being taken of
        self._cleared = ""  # the day old pictures were let go
        self.sheet.taking.connect(self.take_picture)
        self.sheet.choosing.connect(self.choose_file)
        self.sheet.skipping.connect(self.ask_without)
        self.camera.taken.connect(self._taken)
        self.camera.missed.connect(self._missed)
        self.camera.seen.connect(self._seen)

    def page(self) -> QWidget:
        """The page with what the camera sees."""
        return self.sheet

    def actions(self) -> Mapping[ActionName, Callable[[], None]]:
        """A picture, and the records."""
        return {"picture": self.take_picture, "records": self.open_records}

    def can(self, name: ActionName, parcel: OpenParcel | None) -> bool:
        """The records always."""
        return name == "records" or parcel is not None

    def enter(self) -> None:
        """Look through the camera of this computer; once a day, let old pictures go."""
        self.camera.use(preferences.load(self.desk.folder.root).camera)
        self._show_camera()
        today = f"{self.desk.warehouse.clock().astimezone():%Y-%m-%d}"
        if self.desk.logged_in and today != self._cleared:
            self._cleared = today
            self.desk.work(self._clear, lambda _: None, title_code="evidence.clearing", owner=self, quiet=True)

    def left(self) -> None:
        """The camera's light goes out."""
        self.camera.stop()

    def take(self, scan: Scan) -> bool:
        """While the records are shown a label is the one looked for."""
        if self._records is None or not self._records.isVisible():
            return False
        self._records.find_records(scan.text, *scan.alternatives)
        return True

    def shown(self, parcel: OpenParcel | None, answer: Answer | None) -> None:
        """A parcel that needs a picture is pictured at once."""
        before, self._waiting = self._waiting, parcel is not None and parcel.step is Step.PHOTO
        if self._waiting:
            self._show_camera()
        if self._waiting and not before and self.camera.there:
            self.take_picture()

    # --- pictures ---------------------------------------------------------------------------------------------------

    def take_picture(self) -> None:
        """Take one of the parcel on the desk, also of one that is complete."""
        parcel = self.station.parcel
        if parcel is None:
            self.desk.messages.tell("information", "evidence.no_parcel")
        elif not self.camera.there:
            self.desk.messages.tell("warning", "evidence.camera_gone" if self.camera.wanted else "evidence.no_camera")
        elif self._for is None:
            self._for = parcel
            self.camera.take()

    def choose_file(self) -> None:
        """A picture that was taken with another camera."""
        parcel = self.station.parcel
        name, _ = QFileDialog.getOpenFileName(
            self.station, tr("evidence.from_file"), str(last_folder()), "*.jpg *.jpeg *.png *.webp"
        )
        if not name or parcel is None:
            return
        remember_folder(Path(name))
        image = QImage(name)
        if image.isNull():
            self.desk.messages.error(BadInput("evidence.not_a_picture", most=20))
            return
        self._for = parcel
        self._taken(image)

    def _taken(self, image: QImage) -> None:
        parcel = self._for
        if parcel is None:
            return
        moment, folder = self.desk.warehouse.clock(), self.desk.folder.photos
        work = partial(_keep, image, folder, parcel.view.waybill, moment)
        done = partial(self._write, parcel.view.id, new_action())
        self.desk.work(work, done, failed=self._not_kept, title_code="evidence.keeping", owner=self, quiet=True)

    def _write(self, parcel_id: int, action: str, kept: KeptFile) -> None:
        self._for = None
        answer = self.desk.try_command(add_photo, parcel_id, kept, action)
        if answer is None:
            return
        if self.station.parcel is not None and self.station.parcel.view.id == parcel_id:
            self.station.show_answer(answer)
        else:
            self.desk.messages.tell("right", "evidence.kept")

    def _not_kept(self, error: WarehouseError) -> None:
        """A full disk, say: the parcel goes on waiting for its picture."""
        self._for = None
        self.desk.messages.error(error)

    def _missed(self) -> None:
        self._for = None
        self._show_camera()
        self.desk.messages.tell("warning", "evidence.missed")

    def ask_without(self) -> None:
        """Go on without a picture, with a reason."""
        parcel = self.station.parcel
        if parcel is not None:
            waybill = parcel.view.waybill[-6:]
            ReasonForm(_WITHOUT, lambda reason: self._without(parcel.view.id, reason), self.station, orders=waybill).open()

    def _without(self, parcel_id: int, reason: str) -> None:
        """Raises what the command raises: the form stays open and says it."""
        self.station.show_answer(self.desk.command(go_without, parcel_id, reason, new_action()))

    def _seen(self, image: QImage) -> None:
        if self._waiting:
            self._show_camera()
            self.sheet.finder.show_image(image)

    def _show_camera(self) -> None:
        self.sheet.show_camera(there=self.camera.there, wanted=self.camera.wanted)

    # --- records ----------------------------------------------------------------------------------------------------

    def open_records(self) -> None:
        """The page of records, ready for a label."""
        if self._records is None:
            self._records = RecordsPage(self.desk, self.station)
            self._records.left.connect(lambda: self.station.show_screen(None))
        self._records.refresh()
        self.station.show_screen(self._records)

    def _clear(self, _progress: Progress) -> None:
        clear_old(self.desk.warehouse, self.desk.actor, self.desk.name, self.desk.folder.photos)


def jpeg(image: QImage) -> bytes:
    """The picture as a JPEG, no larger than is of use. Works in any thread."""
    if max(image.width(), image.height()) > LONGEST_SIDE:
        image = image.scaled(
            LONGEST_SIDE, LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", QUALITY)  # type: ignore[call-overload]  # the stubs know bytes only, Qt takes both
    buffer.close()
    return bytes(content.data())


def _keep(image: QImage, folder: Path, waybill: str, moment: datetime, _progress: Progress) -> KeptFile:
    return keep_file(folder, jpeg(image), waybill, moment)
