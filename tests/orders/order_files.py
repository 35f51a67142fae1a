"""Order files written by hand, cell by cell, as the platforms write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warehouse_app.orders.files import ParsedFile, ParsedOrder


def cell(value: str) -> str:
    return value if value.startswith('="') else '"' + value.replace('"', '""') + '"'


def write(
    folder: Path,
    header: str,
    rows: Sequence[dict[str, str]],
    name: str = "a.csv",
    encoding: str = "gbk",
    tail: str = "",
) -> Path:
    names = header.split(",")
    lines = [",".join(map(cell, names))]
    lines += [",".join(cell(row.get(each.strip(), "")) for each in names) + tail for row in rows]
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def only(file: ParsedFile) -> ParsedOrder:
    (order,) = file.orders
    return order


def codes(file: ParsedFile) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in file.problems]
