"""The data folder: where it lies and what is in it. Needs no database, so the window can look into it before one is open."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.errors import Conflict

DATABASE = "packdesk.db"
LOCK = "packdesk.lock"  # held by the window while it is open: its process id in the first line


@dataclass(frozen=True, slots=True)
class Folder:
    """The parts of a data folder."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / DATABASE

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def labels(self) -> Path:
        return self.root / "labels"

    @property
    def documents(self) -> Path:
        return self.root / "documents"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def pictures(self) -> Path:
        return self.root / "pictures"

    @property
    def photos(self) -> Path:
        return self.root / "photos"

    @property
    def logos(self) -> Path:
        return self.root / "logos"

    def in_use(self) -> bool:
        """Whether a window on this computer has the folder open; one that was killed does not count.

        On Windows the lock cannot be told from a leftover, but there an open database cannot be replaced anyhow.
        """
        try:
            process = int((self.root / LOCK).read_text(encoding="utf-8").split("\n", 1)[0])
        except (OSError, ValueError):
            return False
        if os.name == "nt":
            return False
        try:
            os.kill(process, 0)  # asks only whether it lives
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def make(self) -> None:
        """Make what is missing. Raises Conflict when the folder cannot be written."""
        try:
            parts = (self.backups, self.labels, self.documents, self.logs, self.pictures, self.photos, self.logos)
            for folder in (self.root, *parts):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Conflict("store.folder_not_writable", folder=str(self.root)) from error
        if not os.access(self.root, os.W_OK):
            raise Conflict("store.folder_not_writable", folder=str(self.root))


def default_folder() -> Path:
    """Where the system keeps a program's data for this person."""
    from platformdirs import user_data_path

    return user_data_path("Packdesk", appauthor=False)
