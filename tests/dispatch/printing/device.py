"""A label printer of ours: listens like port 9100 and understands the ZPL and TSPL we speak, dot by dot."""

from __future__ import annotations

import base64
import binascii
import re
import socket
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Way = Literal["good", "slow", "drops", "silent"]
Dots = tuple[int, int, bytes]
"""Width and height in dots, and the rows in whole bytes, black set."""

_ZPL = re.compile(rb"\^XA\^LH0,0\^PW(\d+)\^LL(\d+)\^FO0,0\^GFA,(\d+),\d+,(\d+),([^^]*)\^FS\^PQ(\d+)\^XZ\n")
_MORE = {chr(ord("F") + n): n for n in range(1, 20)} | {chr(ord("f") + n): 20 * n for n in range(1, 21)}


class Printer:
    """A thread that takes jobs. ``jobs`` are whole ones in the order they came; ``begun`` counts the connections."""

    def __init__(self, way: Way = "good") -> None:
        self.way = way
        self.jobs: list[bytes] = []
        self.begun = 0
        self.busy = self.most_busy = 0
        self._stop = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._door.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, name="label printer")
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._door.accept()
            except OSError:
                return
            with connection:
                self._take(connection)

    def _take(self, connection: socket.socket) -> None:
        self.begun += 1
        if self.way == "drops":
            connection.recv(100)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not a farewell
            return
        job = b""
        while part := connection.recv(256 if self.way == "slow" else 65_536):
            job += part
            if self._stop.is_set():
                return
        self.jobs.append(job)
        if self.way == "silent":
            self._stop.wait(30)

    def close(self) -> None:
        self._stop.set()
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(10)


@contextmanager
def printer(way: Way = "good") -> Iterator[Printer]:
    """A printer for as long as the block runs."""
    made = Printer(way)
    try:
        yield made
    finally:
        made.close()


def closed_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
    return port


def zpl_dots(job: bytes) -> tuple[Dots, int]:
    """What a ZPL job prints, and how often."""
    found = _ZPL.fullmatch(job)
    assert found is not None, job[:80]
    width, height, size, row_bytes, copies = (int(found[n]) for n in (1, 2, 3, 4, 6))
    data = _z64(found[5]) if found[5].startswith(b":Z64:") else _runs(found[5].decode("ascii"), row_bytes)
    assert len(data) == size == row_bytes * height
    return (width, height, data), copies


def _z64(field: bytes) -> bytes:
    _, name, packed, check = field.split(b":")
    assert name == b"Z64"
    assert int(check, 16) == binascii.crc_hqx(packed, 0)
    return zlib.decompress(base64.b64decode(packed))


def _runs(field: str, row_bytes: int) -> bytes:
    rows: list[str] = []
    line, times = "", 0
    for sign in field:
        if sign in _MORE:
            times += _MORE[sign]
        elif sign == ":":
            assert not line
            rows.append(rows[-1])
        elif sign in ",!":
            line = line.ljust(2 * row_bytes, "0" if sign == "," else "F")
        else:
            line, times = line + sign * max(times, 1), 0
        if len(line) == 2 * row_bytes:
            rows.append(line)
            line = ""
    assert not line
    return bytes.fromhex("".join(rows))


def tspl_dots(job: bytes, height: int, row_bytes: int) -> tuple[bytes, int, tuple[float, float]]:
    """What a TSPL job prints on a label of so many dots, how often, and the size in mm it tells."""
    rows = [bytearray(row_bytes) for _ in range(height)]
    at, size, copies = 0, (0.0, 0.0), 0
    while at < len(job):
        end = job.index(b"\r\n", at)
        name, _, rest = job[at:end].partition(b" ")
        values = rest.split(b",")
        if name == b"BITMAP":
            left, top, wide, high = (int(value) for value in values[:4])
            assert values[4] == b"0"
            begin = at + len(b"BITMAP ") + sum(len(value) + 1 for value in values[:5])
            data = job[begin : begin + wide * high]
            assert left % 8 == 0
            for n in range(high):
                rows[top + n][left // 8 : left // 8 + wide] = bytes(255 - b for b in data[n * wide : (n + 1) * wide])
            end = begin + wide * high
            assert job[end : end + 2] == b"\r\n"
        elif name == b"BAR":
            left, top, wide, high = (int(value) for value in values)
            mask = (((1 << wide) - 1) << (8 * row_bytes - left - wide)).to_bytes(row_bytes)
            for row in rows[top : top + high]:
                row[:] = bytes(a | b for a, b in zip(row, mask, strict=True))
        elif name == b"SIZE":
            wide_mm, high_mm = (value.removesuffix(b" mm") for value in values)
            size = float(wide_mm), float(high_mm)
        elif name == b"PRINT":
            copies = int(values[1])
        else:
            assert job[at:end] in (b"CLS", b"REFERENCE 0,0")
        at = end + 2
    return b"".join(rows), copies, size
