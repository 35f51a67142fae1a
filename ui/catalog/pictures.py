"""A picture for a SKU, chosen by a person: looked at first, then kept in the data folder under a name of its own."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QWidget

from ui.exporting import ask_open
from warehouse_app.errors import BadInput

KINDS = "*.jpg *.jpeg *.png *.webp *.bmp"


class Chosen:
    """The picture a person chose in a form; ``source`` is None before that."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.source: Path | None = None

    def ask(self, parent: QWidget) -> bool:
        """Ask for a picture; says whether one was chosen."""
        paths = ask_open(parent, "goods.choose_picture", KINDS)
        if paths:
            self.source = paths[0]
        return bool(paths)

    def keep(self) -> str:
        """Copy it into the folder of pictures; returns its name there, made of what is in it, so that it covers no other.

        Raises BadInput ``goods.bad_picture`` (file) when it is none or cannot be read.
        """
        assert self.source is not None
        try:
            if not QImageReader(str(self.source)).canRead():
                raise BadInput("goods.bad_picture", file=self.source.name)
            digest = hashlib.sha256(self.source.read_bytes()).hexdigest()[:16]
            name = f"{digest}{self.source.suffix.lower()}"
            if not (self._folder / name).exists():
                self._folder.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.source, self._folder / name)
        except OSError as error:
            raise BadInput("goods.bad_picture", file=self.source.name) from error
        return name
