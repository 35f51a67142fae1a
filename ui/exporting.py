"""What a table shows, written to a CSV file or a workbook, off the window's thread; and where files are asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.desk import Desk
from ui.jobs import Progress
from ui.language import tr
from ui.widgets.paged_model import Column, Fetch, Row

_PAGE = 500
_last: deque[Path] = deque(maxlen=1)  # one person at one desk works in one folder at a time


def last_folder() -> Path:
    """Where the last file was written; at first the person's documents."""
    if _last and _last[0].is_dir():
        return _last[0]
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


def remember_folder(path: Path) -> None:
    """The next file is offered the same folder."""
    _last.append(path if path.is_dir() else path.parent)


def ask_save(parent: QWidget, title: str, name: str, kinds: str = "*.csv") -> Path | None:
    """Ask where a file shall be written; None when the person thought better of it."""
    chosen, _ = QFileDialog.getSaveFileName(parent, tr(title), str(last_folder() / name), kinds)
    if not chosen:
        return None
    remember_folder(Path(chosen))
    return Path(chosen)


def ask_open(parent: QWidget, title: str, kinds: str) -> list[Path]:
    """Ask for files to read; none when the person thought better of it."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, tr(title), str(last_folder()), kinds)
    if chosen:
        remember_folder(Path(chosen[0]))
    return [Path(name) for name in chosen]


def export_table(desk: Desk, owner: QWidget, path: Path, columns: Sequence[Column[Row]], fetch: Fetch[Row]) -> None:
    """Write every row ``fetch`` gives, in its natural order, as the screen shows it; says when it is done.

    ``fetch`` runs in another thread: it must hold plain values and touch no widget.
    """
    header = [tr(column.title) for column in columns]

    def work(progress: Progress) -> int:
        from warehouse_app.sheets.writer import write_csv, write_xlsx

        rows = list(_all_rows(fetch, columns, progress))
        if path.suffix.lower() == ".xlsx":
            write_xlsx(path, [header], rows)
        else:
            write_csv(path, header, rows)
        return len(rows)

    def done(count: int) -> None:
        desk.messages.tell("right", "orders.exported", rows=count, file=path.name)

    desk.work(work, done, title_code="orders.exporting", owner=owner)


def _all_rows(fetch: Fetch[Row], columns: Sequence[Column[Row]], progress: Progress) -> Iterator[list[str]]:
    offset, total = 0, 1
    while offset < total:
        rows, total = fetch(offset, _PAGE, None, False)
        yield from ([column.words(row) for column in columns] for row in rows)
        offset += _PAGE
        progress.step(min(offset, total), total)
