"""The ways a wave can be picked, and what each of them asks of the wave."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.picking.tables import Wave
from warehouse_app.store import settings
from warehouse_app.store.prepared import Place


class Way(StrEnum):
    """How a wave is picked: order by order, in one go and then sorted on the wall, or sorted into a cart while picking.

    A wave of one SKU for many parcels needs no sorting at all.
    """

    ORDERS = "orders"
    SORT = "sort"
    CART = "cart"
    SINGLE = "single"


SLOTS: Mapping[Way, str] = {Way.SORT: "wall_slots", Way.CART: "cart_slots"}
"""The setting that says how many slots there are, for the ways that have slots."""


def slots_of(place: Place, way: str) -> int | None:
    """How many parcels a wave of this way may have; None for any number."""
    name = SLOTS.get(Way(way))
    return None if name is None else int(settings.get(place, name))


def must_suit(place: Place, way: str, pieces: Mapping[int, Mapping[int, int]]) -> None:
    """Whether a wave of these parcels (pieces by parcel and SKU) can be picked this way.

    Raises BadInput ``ways.no_such_way``, Conflict: more parcels than the wall or the cart has slots, more than one SKU where
    there may be but one, or parcels of it that are not alike.
    """
    if way not in set(Way):
        raise BadInput("ways.no_such_way", way=way)
    slots = slots_of(place, way)
    if slots is not None and len(pieces) > slots:
        raise Conflict(f"ways.too_many_for_{way}", parcels=len(pieces), slots=slots)
    if way == Way.SINGLE and len({sku for wanted in pieces.values() for sku in wanted}) != 1:
        raise Conflict("ways.not_one_sku")
    if way == Way.SINGLE and len({sum(wanted.values()) for wanted in pieces.values()}) != 1:
        raise Conflict("ways.not_alike")


def way_of(session: Session, wave_id: int) -> Way:
    """How this wave is picked. Raises NotFound."""
    way = session.scalar(select(Wave.way).where(Wave.id == wave_id))
    if way is None:
        raise NotFound("picking.no_such_wave")
    return Way(way)
