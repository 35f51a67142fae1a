"""A look into an OLE2 file before calamine opens it: is it encrypted, and are its cells where cells can be?

calamine lays a sheet out as a full rectangle: one cell of a damaged file that claims column 60,000 would take all the
memory there is.
Sources: [MS-CFB] 2.2 to 2.6 for the container, [MS-XLS] 2.3 and 2.4 for the records.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Finding = Literal["workbook", "encrypted", "damaged", "other"]

ENTRY = 128  # bytes of a directory entry
LAST_REGULAR_SECTOR = 0xFFFFFFFA
WORKBOOKS = ("workbook", "book")
FILE_PASS = 0x002F
LAST_COLUMN = 255
# DIMENSIONS aside, every record that begins with a cell's row and column.
CELL_RECORDS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})


class _Damaged(Exception):
    """The container contradicts itself."""


@dataclass(frozen=True)
class _Entry:
    name: str
    start: int
    size: int


def look(path: Path) -> Finding:
    """What the file is. Raises OSError when it cannot be read."""
    data = path.read_bytes()
    try:
        container = _Container(data)
        entries = {entry.name: entry for entry in container.entries()}
        if "encryptedpackage" in entries:  # [MS-OFFCRYPTO] 2.3.4: an XLSX with a password
            return "encrypted"
        book = next((entries[name] for name in WORKBOOKS if name in entries), None)
        return _look_at_records(container.stream(book)) if book else "other"
    except (_Damaged, struct.error, UnicodeDecodeError):
        return "damaged"


def _look_at_records(stream: bytes) -> Finding:
    place = 0
    while place + 4 <= len(stream):
        record, length = struct.unpack_from("<HH", stream, place)
        if record == FILE_PASS:
            return "encrypted"
        if record in CELL_RECORDS and length >= 4 and struct.unpack_from("<H", stream, place + 6)[0] > LAST_COLUMN:
            return "damaged"
        place += 4 + length
    return "workbook"


class _Container:
    """The streams of a compound file; those under 4096 bytes stand elsewhere, and no workbook is that small."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in (9, 12):
            raise _Damaged
        self._size = 1 << shift
        self._fat = self._table()

    def entries(self) -> Iterator[_Entry]:
        """The directory: storages and streams by their names in small letters."""
        (first,) = struct.unpack_from("<I", self._data, 48)
        directory = self._chain(first)
        for place in range(0, len(directory) - ENTRY + 1, ENTRY):
            entry = directory[place : place + ENTRY]
            (length,) = struct.unpack_from("<H", entry, 64)
            if 2 <= length <= 64:
                name = entry[: length - 2].decode("utf-16-le").lower()
                yield _Entry(name, *struct.unpack_from("<II", entry, 116))

    def stream(self, entry: _Entry) -> bytes:
        """The bytes of a stream. calamine trusts the chain of sectors, so what lies beyond the size is kept."""
        return self._chain(entry.start)

    def _table(self) -> list[int]:
        numbers = [number for number in struct.unpack_from("<109I", self._data, 76) if number <= LAST_REGULAR_SECTOR]
        (following,) = struct.unpack_from("<I", self._data, 68)
        seen: set[int] = set()
        while following <= LAST_REGULAR_SECTOR and following not in seen:  # files over 7 MB continue the list elsewhere
            seen.add(following)
            *more, following = self._numbers(following)
            numbers += [number for number in more if number <= LAST_REGULAR_SECTOR]
        return [entry for number in numbers for entry in self._numbers(number)]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._size // 4}I", self._sector(sector))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector <= LAST_REGULAR_SECTOR:
            if sector >= len(self._fat) or len(parts) > len(self._fat):
                raise _Damaged
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(parts)
