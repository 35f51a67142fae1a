"""A paper is on the disk whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warehouse_app.errors import WarehouseError
from warehouse_app.paper.files import write_whole
from warehouse_app.paper.page import Paper

Break = Callable[[pytest.MonkeyPatch], None]


def _refuse(number: int) -> Callable[..., Any]:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def _full_while_writing(patch: pytest.MonkeyPatch) -> None:
    """The disk takes half of it, then is full."""
    opened = Path.open

    def open_on_a_full_disk(self: Path, *args: Any, **kwargs: Any) -> Any:
        file = opened(self, *args, **kwargs)
        write = file.write

        class Full:
            def __enter__(self) -> Full:
                return self

            def __exit__(self, *error: object) -> None:
                file.close()

            def write(self, content: bytes) -> None:
                write(content[: len(content) // 2])
                _refuse(errno.ENOSPC)()

            def __getattr__(self, name: str) -> Any:
                return getattr(file, name)

        return Full()

    patch.setattr(Path, "open", open_on_a_full_disk)


def _full_while_flushing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "fsync", _refuse(errno.ENOSPC))


def _held_open(patch: pytest.MonkeyPatch) -> None:
    """What Windows says when a PDF reader has the old file open."""
    patch.setattr(Path, "replace", _refuse(errno.EACCES))


TROUBLES: dict[str, tuple[Break, int]] = {
    "full while writing": (_full_while_writing, errno.ENOSPC),
    "full while flushing": (_full_while_flushing, errno.ENOSPC),
    "held open": (_held_open, errno.EACCES),
}


def _names(folder: Path) -> set[str]:
    return {found.name for found in folder.iterdir()}


def test_a_file_is_written_and_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "面单 1.pdf"
    for content in (b"first", b"second, longer", b""):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert _names(tmp_path) == {path.name}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("old", [b"the old one", None])
def test_trouble_leaves_the_old_file_and_nothing_else(
    trouble: str, old: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "labels.pdf"
    if old is not None:
        path.write_bytes(old)
    cause, number = TROUBLES[trouble]
    with monkeypatch.context() as patch:
        cause(patch)
        with pytest.raises(WarehouseError) as caught:
            write_whole(path, b"the new one")
    assert caught.value.code == "paper.cannot_write"
    assert caught.value.fields == {"file": str(path), "reason": os.strerror(number)}
    assert _names(tmp_path) == (set() if old is None else {path.name})
    if old is not None:
        assert path.read_bytes() == old


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "labels.pdf"
    with pytest.raises(WarehouseError) as caught:
        write_whole(path, b"x")
    assert caught.value.code == "paper.cannot_write"
    assert _names(tmp_path) == set()


def test_a_folder_in_the_place_of_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "labels.pdf"
    path.mkdir()
    with pytest.raises(WarehouseError) as caught:
        write_whole(path, b"x")
    assert caught.value.code == "paper.cannot_write"
    assert _names(tmp_path) == {"labels.pdf"}
    assert list(path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "papers").write_bytes(b"a file")
    with pytest.raises(WarehouseError) as caught:
        write_whole(tmp_path / "papers" / "labels.pdf", b"x")
    assert caught.value.code == "paper.cannot_write"
    assert (tmp_path / "papers").read_bytes() == b"a file"


def test_the_same_paper_is_the_same_bytes() -> None:
    def made() -> bytes:
        paper = Paper(50, 50, "test")
        paper.text(5, 10, "面单", 12)
        paper.end_page()
        return paper.content()

    assert made() == made()
