"""Keeps None, True and False alive under PySide6 6.12 on Python 3.11.

That PySide is built as if these were immortal, which they are from Python 3.12 on (PEP 683): each C++ call that returns
nothing takes one reference of None away and never gives one back (seen in 6.12.0: ``sys.getrefcount(None)`` falls by one
with every ``processEvents()``). After some tens of thousands of calls, a minute or two of work, None would be freed and
the program would end with "none_dealloc". So they are given more references than a year of work can use up: what newer
Pythons do themselves.
"""

from __future__ import annotations

import ctypes
import sys

_MANY = sys.maxsize // 4


def keep_alive() -> None:
    """Make the three last as long as the program. Does nothing where they are immortal, or where memory looks different."""
    traced = hasattr(sys, "getobjects")  # a debug build keeps other fields before the count
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython" or traced:
        return
    for lasting in (None, True, False):
        count = ctypes.c_ssize_t.from_address(id(lasting))
        if count.value < _MANY:
            count.value += _MANY
