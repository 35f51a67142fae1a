"""A raster in ZPL II: one graphic field, compressed, printed as often as wanted (Zebra, *ZPL II Programming Guide*).

Two compressions are published. Z64 (deflate, Base64 and a checksum) is the smaller; printers older than firmware
V45.11.7Z and some that only imitate ZPL know nothing but the runs of hexadecimal digits every ``^GF`` has taken since 1994.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from warehouse_app.dispatch.printing.raster import Raster

_REPEATS = {**{20 * n: chr(ord("f") + n) for n in range(1, 21)}, **{n: chr(ord("F") + n) for n in range(1, 20)}}
"""Letters for how often the digit after them comes: G to Y are 1 to 19, g to z are 20 to 400 in twenties."""
_MOST = 419  # z and Y together
_RUN = re.compile(r"(.)\1\1+")
_REST = {"0": ",", "F": "!"}


def zpl(raster: Raster, copies: int = 1, *, z64: bool = True) -> bytes:
    """The label as one print job. The command that prints stands last: a job that was cut off prints nothing."""
    field = _z64(raster) if z64 else _runs(raster)
    size = len(raster.data)
    head = f"^XA^LH0,0^PW{raster.width}^LL{raster.height}^FO0,0^GFA,{size},{size},{raster.row_bytes},"
    return f"{head}{field}^FS^PQ{copies}^XZ\n".encode("ascii")


def _z64(raster: Raster) -> str:
    packed = base64.b64encode(zlib.compress(raster.data, 9))
    return f":Z64:{packed.decode('ascii')}:{binascii.crc_hqx(packed, 0):04X}"


def _runs(raster: Raster) -> str:
    """Each row as runs of digits; a row like the one above is a colon, white or black to its end a comma or a mark."""
    lines, before = [], None
    for row in raster.rows():
        lines.append(":" if row == before else _line(row.hex().upper()))
        before = row
    return "".join(lines)


def _line(digits: str) -> str:
    last = digits[-1]
    rest = _REST.get(last)
    kept = digits.rstrip(last) if rest else digits
    if len(kept) == len(digits):
        rest = None
    return _RUN.sub(lambda run: _repeated(len(run[0]), run[1]), kept) + (rest or "")


def _repeated(times: int, digit: str) -> str:
    whole, left = divmod(times, _MOST)
    said = f"{_REPEATS[400]}{_REPEATS[19]}{digit}" * whole
    if left:
        said += _REPEATS.get(left // 20 * 20, "") + _REPEATS.get(left % 20, "") + digit
    return said
