"""What ``packdesk check`` proves of trips, tracking, cases and claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, cast, exists, func, literal, or_, select

from warehouse_app.dispatch.following.tables import ParcelCase, ParcelTrack, Tracking
from warehouse_app.dispatch.tables import Handover, HandoverParcel
from warehouse_app.dispatch.van.tables import HandoverLeft, HandoverReturn
from warehouse_app.picking.tables import Parcel
from warehouse_app.returns.claims.tables import Claim


def rules() -> Iterator[tuple[str, Select[Any]]]:
    """Each rule with its code; a row is a difference: subject, expected, found."""
    yield "check.taken_back", _taken_back()
    yield "check.left_behind", _left_behind()
    yield "check.track", _tracks()
    yield "check.claim", _claims()


def _taken_back() -> Select[Any]:
    """A parcel that was taken back from a trip is not in it any more."""
    return (
        _row(literal("taken back"), literal("handed over"))
        .join(HandoverReturn, HandoverReturn.parcel_id == Parcel.id)
        .join(
            HandoverParcel,
            (HandoverParcel.parcel_id == Parcel.id) & (HandoverParcel.handover_id == HandoverReturn.handover_id),
        )
    )


def _left_behind() -> Select[Any]:
    """What a trip left behind did not go with it, and only a closed trip leaves anything."""
    went = exists().where(HandoverParcel.parcel_id == Parcel.id, HandoverParcel.handover_id == HandoverLeft.handover_id)
    joined = _row(literal("left behind"), literal("handed over")).join(HandoverLeft, HandoverLeft.parcel_id == Parcel.id)
    return joined.join(Handover, Handover.id == HandoverLeft.handover_id).where(or_(went, Handover.closed_at.is_(None)))


def _tracks() -> Select[Any]:
    """A parcel stands where the last thing said of it says, and only if anything was said of it."""
    last = func.max(Tracking.moment)
    first = func.min(Tracking.moment)
    said = select(Tracking.parcel_id, last.label("last"), first.label("first")).group_by(Tracking.parcel_id).subquery()
    same = exists().where(
        Tracking.parcel_id == ParcelTrack.parcel_id, Tracking.moment == ParcelTrack.moment, Tracking.status == ParcelTrack.status
    )
    return (
        _row(func.coalesce(cast(said.c.last, String), ""), func.coalesce(cast(ParcelTrack.moment, String), ""))
        .outerjoin(said, said.c.parcel_id == Parcel.id)
        .outerjoin(ParcelTrack, ParcelTrack.parcel_id == Parcel.id)
        .where(or_(said.c.last.is_not(None), ParcelTrack.parcel_id.is_not(None)))
        .where(
            or_(
                said.c.last.is_(None),
                ParcelTrack.parcel_id.is_(None),
                ParcelTrack.moment != said.c.last,
                ParcelTrack.first_at != said.c.first,
                ~same,
            )
        )
    )


def _claims() -> Select[Any]:
    """A claim is of its case's parcel, and asks for no more than goods and freight."""
    return (
        _row(ParcelCase.parcel_id, Claim.parcel_id)
        .join(Claim, Claim.parcel_id == Parcel.id)
        .outerjoin(ParcelCase, ParcelCase.id == Claim.case_id)
        .where(or_(ParcelCase.id.is_(None), ParcelCase.parcel_id != Claim.parcel_id, Claim.claimed > Claim.goods + Claim.freight))
    )


def _row(expected: Any, found: Any) -> Select[Any]:
    name = func.coalesce(Parcel.waybill, cast(Parcel.id, String))
    return select(name.label("subject"), expected.label("expected"), found.label("found")).select_from(Parcel)
