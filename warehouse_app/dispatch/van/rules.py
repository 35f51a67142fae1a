"""Until when a courier takes parcels of the day. Pure functions."""

from __future__ import annotations

import unicodedata
from datetime import datetime, time

from warehouse_app.errors import BadInput


def cut_offs(lines: str) -> dict[str, time]:
    """The cut-off of each courier, from lines of its name, a colon and HH:MM; lines that say no time are left out."""
    found: dict[str, time] = {}
    for line in unicodedata.normalize("NFKC", lines).splitlines():
        courier, _, said = line.partition(":")
        hour, _, minute = said.strip().partition(":")
        if courier.strip() and hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60:
            found[courier.strip()] = time(int(hour), int(minute))
    return found


def check_cut_offs(lines: str) -> None:
    """Raises BadInput ``van.bad_cut_off`` with the first line that names no courier and time."""
    for number, line in enumerate(lines.splitlines(), 1):
        if line.strip() and not cut_offs(line):
            raise BadInput("van.bad_cut_off", line=number, text=line.strip())


def packed_before(courier: str, lines: str, now: datetime) -> datetime:
    """Parcels packed by this moment should be in the trip that ends now: the courier's cut-off today once it has passed.

    ``now`` is aware, in the time zone the cut-offs are meant in.
    """
    own = cut_offs(lines).get(unicodedata.normalize("NFKC", courier))
    if own is None:
        return now
    return min(now, datetime.combine(now.date(), own, now.tzinfo))
