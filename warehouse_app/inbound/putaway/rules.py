"""Where goods may lie and where they lie best, without a database; and the steps of putting away by scanner.

Volumes are whole millilitres and weights whole grams of one piece, rounded up; what is not known limits nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

FAST_SHARE = 5  # one SKU in five is a fast mover
MM3_PER_ML = 1000


class Why(StrEnum):
    """Why a bin is suggested, the best first."""

    SAME_SKU = "same_sku"
    SAME_PRODUCT = "same_product"
    SAME_CATEGORY = "same_category"
    EMPTY = "empty"


_TIERS = tuple(Why)


@dataclass(frozen=True, slots=True)
class Item:
    """Pieces of one SKU that want a bin; volume and weight are of one piece, None when not known."""

    sku_id: int
    product_id: int
    category: str
    pieces: int
    volume_ml: int | None = None
    weight_g: int | None = None
    fast: bool = False


@dataclass(frozen=True, slots=True)
class BinFacts:
    """A bin in use as one item sees it: what it may hold, what lies in it, and how that is related to the item."""

    location_id: int
    code: str
    walk_key: str
    zone: str = ""
    distance_dm: int | None = None
    capacity_pieces: int | None = None
    capacity_ml: int | None = None
    max_g: int | None = None
    pieces: int = 0
    used_ml: int = 0
    used_g: int = 0
    mixed: bool = True
    holds_sku: bool = False
    holds_lot: bool = False
    holds_product: bool = False
    holds_category: bool = False
    empty: bool = False
    others: bool = False  # another SKU lies in it


@dataclass(frozen=True, slots=True)
class Suggestion:
    """So many pieces into this bin, and why there."""

    location_id: int
    bin: str
    pieces: int
    reason: Why


class Limit(StrEnum):
    """What a bin can be full of."""

    PIECES = "pieces"
    VOLUME = "volume"
    WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Room:
    """One limit of a bin: used so far, at most, and what one piece takes (pieces, ml or g)."""

    limit: Limit
    used: int
    most: int
    each: int

    @property
    def pieces(self) -> int:
        """How many more pieces this limit lets in."""
        return max(0, self.most - self.used) // self.each


def is_count(value: object) -> bool:
    """Whether this is a number of pieces: whole and above zero."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def piece_ml(length_mm: int | None, width_mm: int | None, height_mm: int | None) -> int | None:
    """Whole millilitres of a piece, rounded up; None unless all three sides are known."""
    if not length_mm or not width_mm or not height_mm:
        return None
    return -(-length_mm * width_mm * height_mm // MM3_PER_ML)


def rooms(bin_: BinFacts, item: Item) -> Iterator[Room]:
    """Every limit that counts for this item in this bin."""
    if bin_.capacity_pieces is not None:
        yield Room(Limit.PIECES, bin_.pieces, bin_.capacity_pieces, 1)
    if bin_.capacity_ml is not None and item.volume_ml:
        yield Room(Limit.VOLUME, bin_.used_ml, bin_.capacity_ml, item.volume_ml)
    if bin_.max_g is not None and item.weight_g:
        yield Room(Limit.WEIGHT, bin_.used_g, bin_.max_g, item.weight_g)


def room_for(bin_: BinFacts, item: Item) -> int | None:
    """How many more pieces of the item fit the bin by count, volume and weight; None when nothing limits it."""
    return min((room.pieces for room in rooms(bin_, item)), default=None)


def tightest(bin_: BinFacts, item: Item) -> Room | None:
    """The limit that lets the fewest pieces in; None when nothing limits it."""
    return min(rooms(bin_, item), key=lambda room: room.pieces, default=None)


def may_share(bin_: BinFacts) -> bool:
    """Whether the item may lie there beside what is in it: a bin for one SKU takes only the SKU it holds."""
    return bin_.mixed or not bin_.others


def why(bin_: BinFacts) -> Why | None:
    """The best reason to put the item there; None when there is none."""
    if bin_.holds_sku:
        return Why.SAME_SKU
    if bin_.holds_product:
        return Why.SAME_PRODUCT
    if bin_.holds_category:
        return Why.SAME_CATEGORY
    return Why.EMPTY if bin_.empty else None


def rank_bins(item: Item, bins: Sequence[BinFacts]) -> list[Suggestion]:
    """Bins for all pieces of the item, the best first, each as full as it may be, until nothing is left to place.

    Same SKU first, then same product, same category, then the nearest empty bin: one that takes all before one that takes
    some. Fast movers go by the walk from the packing desk; others stay in the zones where their kind lies.
    """
    kin = {bin_.zone for bin_ in bins if bin_.holds_sku or bin_.holds_product or bin_.holds_category}
    usable = [(reason, bin_) for bin_ in bins if (reason := why(bin_)) is not None and may_share(bin_)]
    left, found = item.pieces, []
    for reason, bin_ in sorted(usable, key=lambda pair: _rank(item, pair[0], pair[1], kin)):
        room = room_for(bin_, item)
        taken = left if room is None else min(left, room)
        if taken > 0:
            found.append(Suggestion(bin_.location_id, bin_.code, taken, reason))
            left -= taken
    return found


def _rank(item: Item, reason: Why, bin_: BinFacts, kin: set[str]) -> tuple[object, ...]:
    tier = _TIERS.index(reason)
    walk = (bin_.distance_dm is None, bin_.distance_dm or 0, bin_.walk_key, bin_.location_id)
    if reason is Why.EMPTY:
        room = room_for(bin_, item)
        takes_all = room is None or room >= item.pieces
        return (tier, not takes_all, not item.fast and bin_.zone not in kin, *walk)
    if item.fast:
        return (tier, not bin_.holds_lot, *walk)
    return (tier, not bin_.holds_lot, bin_.walk_key, bin_.location_id)


def filled(bin_: BinFacts, item: Item, pieces: int) -> BinFacts:
    """The bin once so many pieces of the item lie in it too."""
    return replace(
        bin_,
        pieces=bin_.pieces + pieces,
        used_ml=bin_.used_ml + pieces * (item.volume_ml or 0),
        used_g=bin_.used_g + pieces * (item.weight_g or 0),
    )


def fast_from(shipped: Iterable[int]) -> int | None:
    """Pieces from which a SKU is among the top fifth of those shipped at all; None when nothing was shipped."""
    sums = sorted((pieces for pieces in shipped if pieces > 0), reverse=True)
    return sums[-(-len(sums) // FAST_SHARE) - 1] if sums else None


# --- scanning: the bin first and then piece by piece, or the item first and then its bin ----------------------------------


class Wanted(StrEnum):
    """What the desk waits for."""

    ANYTHING = "anything"
    ITEM = "item"
    BIN = "bin"


@dataclass(frozen=True, slots=True)
class Flow:
    """Where the scanning stands: a chosen bin, or a shown item with the pieces keyed for it (None for all that wait)."""

    location_id: int | None = None
    sku_id: int | None = None
    lot: str = ""
    pieces: int | None = None

    @property
    def wanted(self) -> Wanted:
        if self.location_id is not None:
            return Wanted.ITEM
        return Wanted.ANYTHING if self.sku_id is None else Wanted.BIN


@dataclass(frozen=True, slots=True)
class BinScan:
    """A bin's code was scanned."""

    location_id: int


@dataclass(frozen=True, slots=True)
class ItemScan:
    """Goods were scanned: ``multiple`` pieces of a SKU."""

    sku_id: int
    multiple: int = 1
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A number of pieces was keyed for the item shown."""

    pieces: int


@dataclass(frozen=True, slots=True)
class Strange:
    """A code that is neither a bin nor goods."""


Meaning = BinScan | ItemScan | Keyed | Strange


class Said(StrEnum):
    """The answer to one scan."""

    BIN_CHOSEN = "bin_chosen"
    ITEM_SHOWN = "item_shown"
    PIECES_KEYED = "pieces_keyed"
    PUT = "put"
    ITEM_FIRST = "item_first"
    NOT_POSITIVE = "not_positive"
    STRANGE = "strange"


@dataclass(frozen=True, slots=True)
class Answer:
    """What to show; with ``PUT``, what to put where (pieces None: all that wait)."""

    said: Said
    sku_id: int | None = None
    location_id: int | None = None
    pieces: int | None = None
    lot: str = ""


def next_step(flow: Flow, meaning: Meaning) -> tuple[Flow, Answer]:
    """One scan further. With a bin chosen every item scan puts its pieces there; with an item shown a bin scan puts it."""
    match meaning:
        case BinScan(location_id):
            return _bin_scanned(flow, location_id)
        case ItemScan(sku_id, multiple, lot):
            if flow.location_id is not None:
                return flow, Answer(Said.PUT, sku_id, flow.location_id, multiple, lot)
            return Flow(sku_id=sku_id, lot=lot), Answer(Said.ITEM_SHOWN, sku_id, lot=lot)
        case Keyed(pieces):
            return _keyed(flow, pieces)
        case Strange():
            return flow, Answer(Said.STRANGE)


def _bin_scanned(flow: Flow, location_id: int) -> tuple[Flow, Answer]:
    if flow.sku_id is None:
        return Flow(location_id=location_id), Answer(Said.BIN_CHOSEN, location_id=location_id)
    return Flow(), Answer(Said.PUT, flow.sku_id, location_id, flow.pieces, flow.lot)


def _keyed(flow: Flow, pieces: int) -> tuple[Flow, Answer]:
    if flow.sku_id is None:
        return flow, Answer(Said.ITEM_FIRST)
    if pieces <= 0:
        return flow, Answer(Said.NOT_POSITIVE, flow.sku_id)
    return replace(flow, pieces=pieces), Answer(Said.PIECES_KEYED, flow.sku_id, pieces=pieces, lot=flow.lot)
