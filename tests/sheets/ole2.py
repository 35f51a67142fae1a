"""The smallest OLE2 compound files ([MS-CFB]) that tests need: an old XLS by hand, and containers with one stream."""

from __future__ import annotations

import struct

SECTOR = 512
FREE, END_OF_CHAIN, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def container(stream: str, content: bytes) -> bytes:
    """A compound file with one stream, padded to 4096 bytes so that it needs no mini stream."""
    content = content.ljust(4096, b"\0")
    content = content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0")
    count = len(content) // SECTOR
    chain = [FAT_SECTOR, END_OF_CHAIN, *range(3, count + 2), END_OF_CHAIN]
    fat = struct.pack("<128I", *(chain + [FREE] * (128 - len(chain))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, 1, END_OF_CHAIN, 0) + _entry(stream, 2, FREE, 2, len(content))
    return header + fat + directory + bytes(2 * 128) + content


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    entry = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return entry + bytes(36) + struct.pack("<IQ", start, size)


def xls(rows: list[list[str | float]], *, encrypted: bool = False) -> bytes:
    """A BIFF8 workbook of one sheet; ``encrypted`` adds the FILEPASS record that a password leaves."""
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    if encrypted:
        begin += _record(0x002F, struct.pack("<HHH", 0, 0x1234, 0x5678))
    name = b"Sheet1"
    position = len(begin) + 4 + 8 + len(name) + 4
    book = begin + _record(0x0085, struct.pack("<IHBB", position, 0, len(name), 0) + name) + _record(0x000A, b"")
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                sheet += _record(0x0204, place + text)
            else:
                sheet += _record(0x0203, place + struct.pack("<d", cell))
    return container("Workbook", book + sheet + _record(0x000A, b""))


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body
