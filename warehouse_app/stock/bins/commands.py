"""What a supervisor does to bins: make or change one, retire one, and bring in a file of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.stock.bins.files import BinRow
from warehouse_app.stock.bins.rules import LARGEST_FIGURE, LONGEST_CODE
from warehouse_app.stock.rules import Virtual, walk_key
from warehouse_app.stock.tables import Balance, Location
from warehouse_app.store import audit
from warehouse_app.store.imports import Change, ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

FACTS = ("zone", "capacity_pieces", "capacity_ml", "max_g", "mixed", "sellable", "distance_dm")


@needs(Right.BINS)
def save_bin(
    tx: Tx, code: str, zone: str = "", capacity_pieces: int | None = None, capacity_ml: int | None = None,
    max_g: int | None = None, mixed: bool = True, sellable: bool = True, distance_dm: int | None = None,
) -> int:  # fmt: skip
    """Make a bin, or say anew what one is (millilitres, grams, decimetres from the packing desk); returns its id.

    A retired bin is used again. Raises BadInput (the code, a figure below zero or not whole), Conflict (the dock, or
    ``shelves.bin_holds_several`` when it is to be for one SKU while several lie in it).
    """
    one_at_a_time(tx, "stock")
    code = _good_code(code)
    figures = (capacity_pieces, capacity_ml, max_g, distance_dm)
    for figure in figures:
        _good_figure(figure)
    facts = dict(zip(FACTS, (zone.strip(), capacity_pieces, capacity_ml, max_g, mixed, sellable, distance_dm), strict=True))
    known = tx.connection.execute(select(Location.id, Location.role).where(Location.code == code)).one_or_none()
    if known is not None and known.role != "shelf":
        raise Conflict("shelves.dock_fixed", bin=code)
    if known is not None and not mixed:
        _must_hold_one(tx, known.id, code)
    _write(tx, code, facts)
    audit.record(tx, "bin_saved", code, **facts)
    return int(tx.connection.execute(select(Location.id).where(Location.code == code)).scalar_one())


@needs(Right.BINS)
def retire_bin(tx: Tx, location_id: int) -> None:
    """The bin is no longer used; its moves keep naming it.

    Raises NotFound, Conflict: ``shelves.bin_holds`` (bin, pieces) while something lies in it, the dock, retired already.
    """
    # Whoever posts into the bin holds its row by the foreign key: the lock waits for them, and makes later ones wait.
    wanted = select(Location.code, Location.kind, Location.role, Location.active).where(Location.id == location_id)
    place = tx.connection.execute(wanted.with_for_update()).one_or_none()
    if place is None or place.kind != "bin":
        raise NotFound("shelves.no_such_bin")
    if place.role != "shelf":
        raise Conflict("shelves.dock_fixed", bin=place.code)
    if not place.active:
        raise Conflict("shelves.bin_retired", bin=place.code)
    held = tx.connection.execute(select(func.sum(Balance.on_hand)).where(Balance.location_id == location_id)).scalar()
    if held:
        raise Conflict("shelves.bin_holds", bin=place.code, pieces=int(held))
    tx.connection.execute(update(Location).where(Location.id == location_id).values(active=False))
    audit.record(tx, "bin_retired", place.code)
    tx.touch("bins")


def compare_bins(session: Session, parsed: Parsed[BinRow]) -> ImportResult:
    """The preview: which bins are new, which change. Writes nothing. What a row leaves empty stays as it is."""
    known = _known(session, [row.code for row in parsed.rows])
    several = _holding_several(session, [row.code for row in parsed.rows if row.facts.get("mixed") is False])
    changes, errors = [], list(parsed.problems)
    for row in parsed.rows:
        before = known.get(row.code)
        problem = _problem(parsed.name, row, before, several)
        if problem is not None:
            errors.append(problem)
            continue
        kind, fields = _difference(row, before)
        changes.append(Change(parsed.name, row.row, row.code, kind, fields))
    return ImportResult(changes, errors)


@needs(Right.BINS)
def import_bins(tx: Tx, parsed: Parsed[BinRow]) -> ImportResult:
    """Make the bins of a file and change those there; a row with a problem is left out. Retired bins are used again."""
    one_at_a_time(tx, "stock")
    result = compare_bins(tx.session, parsed)
    wanted = {change.row for change in result.changes if change.kind in ("new", "changed")}
    for row in parsed.rows:
        if row.row in wanted:
            _write(tx, row.code, row.facts)
    remember_file(tx, "bins", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    return result


def _write(tx: Tx, code: str, facts: Mapping[str, Any]) -> None:
    changed = tx.connection.execute(update(Location).where(Location.code == code).values(active=True, **facts)).rowcount
    if not changed:
        row = {"code": code, "kind": "bin", "walk_key": walk_key(code), **facts}
        tx.connection.execute(insert(Location), [row])
    tx.touch("bins")


def _known(session: Session, codes: list[str]) -> dict[str, Any]:
    wanted = select(Location.code, Location.kind, Location.role, Location.active, *(getattr(Location, name) for name in FACTS))
    return {r.code: r for part in chunks(codes) for r in session.execute(wanted.where(Location.code.in_(part)))}


def _problem(file: str, row: BinRow, before: Any, several: set[str]) -> RowProblem | None:
    fields: dict[str, object] = {"bin": row.code}
    if row.code.upper() in set(Virtual):
        return RowProblem(file, row.row, "bin_code", "stock.virtual_bin", fields)
    if before is not None and before.role != "shelf":
        return RowProblem(file, row.row, "bin_code", "shelves.dock_fixed", fields)
    if row.code in several:
        return RowProblem(file, row.row, "mixed", "shelves.bin_holds_several", fields)
    if len(row.code) > LONGEST_CODE:
        return RowProblem(file, row.row, "bin_code", "shelves.bad_code", fields | {"most": LONGEST_CODE})
    return None


def _difference(row: BinRow, before: Any) -> tuple[str, dict[str, tuple[str, str]]]:
    """New, changed or unchanged, with what a person reads of it."""
    if before is None:
        return "new", {name: ("", _shown(value)) for name, value in row.facts.items()}
    fields = {
        name: (_shown(getattr(before, name)), _shown(value))
        for name, value in row.facts.items()
        if getattr(before, name) != value
    }
    return ("changed" if fields or not before.active else "unchanged"), fields


def _shown(value: object) -> str:
    return "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)


def _holding_several(session: Session, codes: list[str]) -> set[str]:
    """The bins in which more than one SKU lies."""
    held = (
        select(Location.code)
        .join(Balance, Balance.location_id == Location.id)
        .where(Balance.on_hand > 0)
        .group_by(Location.code)
        .having(func.count(Balance.sku_id.distinct()) > 1)
    )
    return {code for part in chunks(codes) for code in session.scalars(held.where(Location.code.in_(part)))}


def _must_hold_one(tx: Tx, location_id: int, code: str) -> None:
    kinds = select(func.count(Balance.sku_id.distinct())).where(Balance.location_id == location_id, Balance.on_hand > 0)
    if tx.connection.execute(kinds).scalar_one() > 1:
        raise Conflict("shelves.bin_holds_several", bin=code)


def _good_code(code: str) -> str:
    code = code.strip()
    if not code or len(code) > LONGEST_CODE or not code.isprintable():
        raise BadInput("shelves.bad_code", bin=code, most=LONGEST_CODE)
    if code.upper() in set(Virtual):
        raise BadInput("stock.virtual_bin", bin=code)
    return code


def _good_figure(value: object) -> None:
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_FIGURE:
        raise BadInput("shelves.bad_figure", value=str(value))
