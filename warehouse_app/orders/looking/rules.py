"""Why an order waits for somebody's eyes before it is released. Pure functions over what is known of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate

from warehouse_app.errors import BadInput
from warehouse_app.orders.addresses.rules import Place, parse


class Look(StrEnum):
    """Why an order waits for somebody's eyes before it is released."""

    MESSAGE = "message"
    NOTE = "note"
    MASKED = "masked"
    REFUND_ASKED = "refund_asked"
    TWICE = "twice"
    UNUSUAL = "unusual"
    HIGH_VALUE = "high_value"
    REFUSED = "refused"
    UNPARSABLE = "unparsable"
    NO_ADDRESS = "no_address"
    NO_LINES = "no_lines"
    INCOMPLETE = "incomplete"
    UNKNOWN_SKU = "unknown_sku"


# What nothing could be shipped without: no setting switches these off.
ALWAYS = frozenset({Look.NO_ADDRESS, Look.NO_LINES, Look.INCOMPLETE, Look.UNKNOWN_SKU})
# What a person may wave through after a look; the others need new data first.
MAY_PASS = frozenset(Look) - {Look.NO_ADDRESS, Look.NO_LINES, Look.UNKNOWN_SKU}
# A file that changes one of these makes an order that was looked at one to look at again.
LOOK_AGAIN = frozenset({"message", "note", "refunded_amount", "lines", "address", "recipient", "courier", "paid_amount"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """What one courier refuses: places by province, city or district, or words anywhere in the address."""

    courier: str
    text: str
    place: Place  # what the text names; nothing in it when it is other words


@dataclass(frozen=True, slots=True)
class LookRules:
    """The rules as the shop has set them. The defaults stop few orders of an ordinary shop."""

    off: frozenset[Look] = frozenset()
    high_value: int = 2000  # yuan paid
    twice_minutes: int = 30
    unusual_times: int = 5
    unusual_orders: int = 20
    refusals: tuple[Refusal, ...] = ()

    def asks(self, *reasons: Look) -> bool:
        """Whether one of these rules is on."""
        return any(reason in ALWAYS or reason not in self.off for reason in reasons)

    @property
    def reads_addresses(self) -> bool:
        """Whether an address has to be read at all."""
        return self.asks(Look.UNPARSABLE) or (self.asks(Look.REFUSED) and bool(self.refusals))


NOWHERE = Place(foreign=True)  # an address nobody read: nothing is said about it


@dataclass(frozen=True, slots=True)
class LookAt:
    """What the look rules see of an order."""

    message: str = ""
    note: str = ""
    masked: bool = False
    address: str = ""
    recipient: str = ""
    live_lines: int = 0
    pieces_missing: int = 0  # of what the order report counts, not told by any line
    unknown_lines: int = 0
    refund_asked: bool = False
    looked: bool = False
    paid: Decimal | None = None
    courier: str = ""  # wished by the buyer or the platform
    place: Place = field(default=NOWHERE)
    minutes_apart: float | None = None  # from the nearest other order of this buyer at this shop
    pieces: tuple[tuple[int, int], ...] = ()  # (ordered, usual) of each SKU whose usual is known


def look_reasons(order: LookAt, rules: LookRules = LookRules()) -> tuple[Look, ...]:
    """Why the order has to wait for a look; empty when it may be released.

    After a person looked, only what nobody can wave through is left.
    """
    found = {
        Look.MESSAGE: bool(order.message),
        Look.NOTE: bool(order.note),
        Look.MASKED: order.masked,
        Look.REFUND_ASKED: order.refund_asked,
        Look.TWICE: order.minutes_apart is not None and order.minutes_apart <= rules.twice_minutes,
        Look.UNUSUAL: any(ordered > rules.unusual_times * usual for ordered, usual in order.pieces),
        Look.HIGH_VALUE: order.paid is not None and order.paid >= rules.high_value,
        Look.REFUSED: refusal_of(order, rules.refusals) is not None,
        Look.UNPARSABLE: bool(order.address) and not order.place.located,
        Look.NO_ADDRESS: not order.address or not order.recipient,
        Look.NO_LINES: order.live_lines == 0,
        Look.INCOMPLETE: order.live_lines > 0 and order.pieces_missing > 0,
        Look.UNKNOWN_SKU: order.unknown_lines > 0,
    }
    return tuple(why for why, there in found.items() if there and rules.asks(why) and not (order.looked and why in MAY_PASS))


def usual_of(lines: Sequence[tuple[int, int]], at_least: int) -> int | None:
    """The usual pieces in an order line of a SKU, from (pieces, how many past lines); None with fewer than ``at_least`` lines.

    It is the number that 95 of 100 past lines do not exceed. The mean would not do: one wholesale order of 500 among a
    hundred single pieces lifts it to 6, and the next 25 pieces would pass as usual.
    """
    count = sum(n for _, n in lines)
    if count < max(at_least, 1):
        return None
    ordered = sorted(lines)
    seen = accumulate(n for _, n in ordered)
    return next(pieces for (pieces, _), so_far in zip(ordered, seen, strict=True) if so_far * 100 >= count * 95)


# --- what couriers refuse -------------------------------------------------------------------------------------------


def read_refusals(text: str) -> tuple[Refusal, ...]:
    """One rule a line: a courier, a colon, and what it refuses between commas. Raises BadInput naming the line."""
    found: list[Refusal] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        courier, _, texts = unicodedata.normalize("NFKC", line).partition(":")
        parts = [part.strip() for part in texts.replace("、", ",").replace(";", ",").split(",")]
        refused = [part for part in parts if part]
        if not courier.strip() or not refused:
            raise BadInput("look.bad_refusal", line=number, text=line.strip()[:40])
        found += [Refusal(courier.strip(), part, _named_place(part)) for part in refused]
    return tuple(found)


def _named_place(text: str) -> Place:
    """The place a text names, when it says nothing else."""
    place = parse(text)
    return place if place.province and not place.rest else NOWHERE


def refusal_of(order: LookAt, refusals: Sequence[Refusal]) -> Refusal | None:
    """What a courier refuses of this address: the wished courier, or any when none is wished."""
    for refusal in refusals:
        if (not order.courier or same_courier(order.courier, refusal.courier)) and _refuses(refusal, order):
            return refusal
    return None


def _refuses(refusal: Refusal, order: LookAt) -> bool:
    """A place is compared with the place the address was read as: 西藏 refuses Tibet and not 上海市西藏中路."""
    named, place = refusal.place, order.place
    if named.province and place.province:
        levels = ((named.province, place.province), (named.city, place.city), (named.district, place.district))
        return all(not wanted or wanted == there for wanted, there in levels)
    return refusal.text in order.address


def same_courier(one: str, other: str) -> bool:
    """Whether two names mean one courier: platforms write 中通, 中通快递 and 中通速递, so two characters decide."""
    one, other = (unicodedata.normalize("NFKC", name).strip().casefold() for name in (one, other))
    return one == other or (one[:2] == other[:2] and not one[:2].isascii())
