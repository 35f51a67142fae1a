"""What ``packdesk check`` proves of second checks: nothing that waited for one left without it, by another person, and equal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, cast, exists, func, literal, select, union_all

from warehouse_app.packing.checking.tables import CheckPiece, SecondCheck
from warehouse_app.packing.rules import Step, Verdict
from warehouse_app.packing.tables import Scan
from warehouse_app.people.tables import Person
from warehouse_app.picking.tables import Parcel, ParcelLine

_away = Parcel.state.in_(("packed", "shipped"))
_equal = (SecondCheck.parcel_id == Parcel.id) & (SecondCheck.state == "equal")


def rules() -> Iterator[tuple[str, Select[Any]]]:
    """Each rule with its code; a row is a difference: subject, expected, found."""
    yield "check.second_missing", _missing()
    yield "check.second_missing", _unsolved()
    yield "check.second_person", _same_person()
    yield "check.second_counted", _sums()
    yield "check.second_equal", _goods()


def _missing() -> Select[Any]:
    """A packed parcel that was told to wait has an equal count, but for one whose shop asked for none when it came back."""
    undone = select(func.coalesce(func.max(Scan.id), 0)).where(Scan.parcel_id == Parcel.id, Scan.verdict == Verdict.UNDONE)
    waited = exists().where(
        Scan.parcel_id == Parcel.id, Scan.verdict == Verdict.CHECK_FIRST,
        Scan.id > undone.correlate(Parcel).scalar_subquery(),
    )  # fmt: skip
    waived = exists().where(Scan.parcel_id == Parcel.id, Scan.verdict == Verdict.COMPLETE, Scan.code == Parcel.waybill)
    still = Parcel.owes.bitwise_and(Step.CHECK.value) != 0
    return _row(1, 0).select_from(Parcel).where(_away, (waited & ~waived & ~exists().where(_equal)) | still)


def _unsolved() -> Select[Any]:
    """A packed parcel has no count that is still running, and none that ended different after the last equal one."""
    newest = select(func.max(SecondCheck.id)).where(SecondCheck.parcel_id == Parcel.id, SecondCheck.state != "void")
    open_end = exists().where(
        SecondCheck.id == newest.correlate(Parcel).scalar_subquery(), SecondCheck.state.in_(("open", "different"))
    )
    return _row(literal("equal"), literal("different")).select_from(Parcel).where(_away, open_end)


def _same_person() -> Select[Any]:
    """Who counted a packed parcel is none of those who packed it, unless the shop let them."""
    undone = select(Scan.undoes_id).where(Scan.undoes_id.is_not(None))
    packed = exists().where(
        Scan.parcel_id == Parcel.id, Scan.quantity > 0, Scan.who_id == SecondCheck.who_id, Scan.id.not_in(undone)
    )
    joined = _row(literal("another person"), Person.name).select_from(Parcel).join(SecondCheck, _equal)
    return joined.join(Person, Person.id == SecondCheck.who_id).where(_away, ~SecondCheck.same_ok, packed)


def _sums() -> Select[Any]:
    """What a count says it counted is what its scans add up to."""
    summed = select(func.coalesce(func.sum(CheckPiece.pieces), 0)).where(CheckPiece.check_id == SecondCheck.id)
    pieces = summed.correlate(SecondCheck).scalar_subquery()
    joined = _row(pieces, SecondCheck.counted).select_from(SecondCheck).join(Parcel, Parcel.id == SecondCheck.parcel_id)
    return joined.where(SecondCheck.counted != pieces)


def _goods() -> Select[Any]:
    """A count that ended equal counted of each SKU what the parcel needs."""
    equal = SecondCheck.state == "equal"
    none = literal(0)
    wanted = select(SecondCheck.parcel_id, ParcelLine.sku_id, ParcelLine.needed.label("wanted"), none.label("there"))
    there = select(SecondCheck.parcel_id, CheckPiece.sku_id, none, CheckPiece.pieces)
    both = union_all(
        wanted.join(ParcelLine, ParcelLine.parcel_id == SecondCheck.parcel_id).where(equal),
        there.join(CheckPiece, CheckPiece.check_id == SecondCheck.id).where(equal),
    ).subquery()
    expected, found = func.sum(both.c.wanted), func.sum(both.c.there)
    joined = _row(expected, found).select_from(both).join(Parcel, Parcel.id == both.c.parcel_id)
    return joined.group_by(Parcel.id, Parcel.waybill, both.c.sku_id).having(expected != found)


def _row(expected: Any, found: Any) -> Select[Any]:
    name = func.coalesce(Parcel.waybill, cast(Parcel.id, String))
    return select(name.label("subject"), _labelled(expected).label("expected"), _labelled(found).label("found"))


def _labelled(value: Any) -> Any:
    return literal(value) if isinstance(value, int) else value
