"""What a file really is: looked up in its bytes, never in its name; its checksum and text encoding in one pass."""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from warehouse_app.errors import Unreadable
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import FileFacts

Kind = Literal["text", "zip", "ole2"]

CHUNK = 1 << 20
HEAD = 1 << 16
OLE2_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
NOT_TABLES = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"SQLite format 3\x00",
)
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN = "cp1252"  # what Amazon's reports are written in
HIGH_BYTES = re.compile(rb"[\x80-\xff]{3}")
PRINTABLE_CONTROLS = frozenset("\t\n\r\x0b\x0c\x1a\x1d")  # 0x1A ends old DOS files, 0x1D is GS1's group separator


@dataclass(frozen=True)
class Survey:
    """A file's facts, what kind of file it is, its size in bytes and, for text, its encoding ("" for the others)."""

    facts: FileFacts
    kind: Kind
    size: int
    encoding: str


def survey(path: Path, progress: Progress | None) -> Survey:
    """Read the file once. Raises Cancelled, or Unreadable with a code that says what is in the way."""
    name = path.name
    if path.is_dir():  # Windows would call opening it a lack of permission
        raise Unreadable("sheets.is_folder", file=name)
    try:
        stat = path.stat()
        head = _head(path)
        digest, is_utf8 = _checksum(path, stat.st_size, progress)
        facts = FileFacts(name, digest, dt.datetime.fromtimestamp(stat.st_mtime, dt.UTC))
        kind = _kind(head, name)
        encoding = _encoding(path, head, is_utf8) if kind == "text" else ""
    except FileNotFoundError as error:
        raise Unreadable("sheets.missing_file", file=name) from error
    except PermissionError as error:
        raise Unreadable("sheets.no_permission", file=name) from error
    except OSError as error:
        raise Unreadable("sheets.cannot_read", file=name, reason=error.strerror or type(error).__name__) from error
    return Survey(facts, kind, stat.st_size, encoding)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _kind(head: bytes, name: str) -> Kind:
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("sheets.empty", file=name)
    if head.startswith(NOT_TABLES):
        raise Unreadable("sheets.not_a_table", file=name)
    if head.startswith(OLE2_MAGIC):
        return "ole2"
    return "zip" if head.startswith(ZIP_MAGIC) else "text"


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _checksum(path: Path, size: int, progress: Progress | None) -> tuple[str, bool]:
    """SHA-256 of the bytes, and whether the whole file is strict UTF-8. The first half of the work, for progress."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8, done = True, 0
    for chunk in _chunks(path):
        digest.update(chunk)
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
        done += len(chunk)
        if progress is not None:
            progress.step(min(done, size), 2 * size)
    if is_utf8:
        is_utf8 = not decoder.getstate()[0]  # nothing of a character left over at the end
    return digest.hexdigest(), is_utf8


def _encoding(path: Path, head: bytes, is_utf8: bool) -> str:
    """BOM, then strict UTF-8 over the whole file, then strict GB18030, then Western text; else it is no table."""
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS if head.startswith(mark)), None)
    unmarked = _utf16_without_mark(head)
    if marked == "utf-16" or unmarked:
        encoding = "utf-16" if marked else unmarked
    elif is_utf8 or _begins_as_utf8(head):
        encoding = "utf-8"
    else:
        encoding = "gb18030" if _decodes(path, "gb18030") or not _is_western(path) else WESTERN
    if not (encoding == "utf-8" and is_utf8) and not _decodes(path, encoding):
        raise Unreadable("sheets.not_a_table", file=path.name)
    if _looks_binary(head, encoding):
        raise Unreadable("sheets.not_a_table", file=path.name)
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _begins_as_utf8(head: bytes) -> bool:
    """Whether a file that is not UTF-8 as a whole was meant to be: read as GB18030 it would turn to rubbish unseen."""
    try:
        start = head.decode("utf-8")
    except UnicodeDecodeError as error:
        start = head[: error.start].decode("utf-8")
    return sum(character > "\u07ff" for character in start) > 6  # three bytes each: GB18030 never looks so by chance


def _is_western(path: Path) -> bool:
    """Whether letters beyond ASCII stand alone, as accents do. Broken Chinese has them in rows: it stays refused."""
    return not any(HIGH_BYTES.search(chunk) for chunk in _chunks(path))


def _utf16_without_mark(head: bytes) -> str:
    """UTF-16 without a BOM shows as a zero in every other byte of its commas, digits and line ends; "" when not so."""
    half = max(len(head) // 2, 1)
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.25 and even < 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > 0.25 and odd < 0.02 else ""


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:  # also "UTF-16 stream does not start with BOM"
        return False
    return True


def _looks_binary(head: bytes, encoding: str) -> bool:
    """Control characters tell rubbish from text; a few stray zeros are seen in real exports and dropped later."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    odd = sum(1 for character in text if character < " " and character not in PRINTABLE_CONTROLS)
    return odd * 50 > len(text)
