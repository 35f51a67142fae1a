"""A picture kept with something: by the camera of this computer, or from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui import preferences
from ui.desk import Desk
from ui.exporting import ask_open
from ui.jobs import Progress
from ui.packing.evidence.camera import Camera
from ui.packing.evidence.hand import jpeg
from ui.packing.evidence.photo_page import Finder
from ui.theme import space
from ui.widgets.form_dialog import FormDialog
from ui.widgets.layouts import row
from ui.widgets.text import Button, Text
from warehouse_app.errors import BadInput
from warehouse_app.packing.evidence.commands import KeptFile, keep_file

PICTURES = "*.jpg *.jpeg *.png *.webp"


class PictureForm(FormDialog):
    """What will be kept stands in the middle; nothing is kept before the form is accepted.

    The file is named after ``_name``; ``_done`` writes its row once it is on the disk.
    """

    def __init__(
        self, desk: Desk, parent: QWidget, title: str, words: str, name: str, done: Callable[[KeptFile], None], **fields: object
    ) -> None:
        super().__init__("evidence.picture", parent, accept="evidence.keep", width=720)
        self.title.show_code(title, **fields)
        self.desk = desk
        self._name, self._done = name, done
        self.image = QImage()
        self.camera = Camera(self)
        self.body.addWidget(Text(words, role="muted", wrap=True, parent=self.sheet))
        self.finder = Finder(self.sheet)
        self.finder.setFixedHeight(space(90))
        self.body.addWidget(self.finder)
        self.take_button = Button("evidence.take", icon="picture", parent=self.sheet)
        self.choose_button = Button("evidence.from_file", icon="folder", parent=self.sheet)
        line = row(gap=2)
        for button in (self.take_button, self.choose_button):
            line.addWidget(button)
        line.addStretch(1)
        self.body.addLayout(line)
        self.take_button.clicked.connect(self.camera.take)
        self.choose_button.clicked.connect(self._choose)
        self.camera.taken.connect(self.show_image)
        self.camera.seen.connect(self._seen)
        self.finished.connect(lambda _: self.camera.stop())
        self.camera.use(preferences.load(desk.folder.root).camera)
        self.take_button.setVisible(self.camera.wanted)

    def show_image(self, image: QImage) -> None:
        """This picture will be kept."""
        self.image = image
        self.finder.show_image(image)
        self.show_mistake(None)

    def use_file(self, path: Path) -> None:
        """A picture taken with another camera; one that cannot be read is said so."""
        image = QImage(str(path))
        if image.isNull():
            self.show_mistake(BadInput("evidence.not_a_picture", most=20))
        else:
            self.show_image(image)

    def submit(self) -> None:
        """Keep the picture: the file first, then its row. Raises BadInput when there is none yet."""
        if self.image.isNull():
            raise BadInput("evidence.missing")
        moment, folder, name, content = self.desk.warehouse.clock(), self.desk.folder.photos, self._name, jpeg(self.image)

        def work(_progress: Progress) -> KeptFile:
            return keep_file(folder, content, name, moment)

        self.desk.work(work, self._done, title_code="evidence.keeping", owner=self.parentWidget(), quiet=True)

    def _choose(self) -> None:
        chosen = ask_open(self, "evidence.from_file", PICTURES)
        if chosen:
            self.use_file(chosen[0])

    def _seen(self, image: QImage) -> None:
        if self.image.isNull():
            self.finder.show_image(image)
