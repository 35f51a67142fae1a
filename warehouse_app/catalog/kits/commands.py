"""Bringing in what sets are made of: a set the file names is made of exactly what the file says, all others stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.kits.files import KitRow, write_kits
from warehouse_app.catalog.tables import Barcode, KitComponent, Sku, SkuAlias
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.table import Parsed, RowProblem
from warehouse_app.store.imports import Change, ImportResult, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx
from warehouse_app.words import Language


@dataclass(slots=True)
class _Plan:
    result: ImportResult
    kits: dict[int, dict[int, int]]  # sets that change: pieces by component


@needs(Right.IMPORT_PRODUCTS)
def import_kits(tx: Tx, parsed: Parsed[KitRow]) -> ImportResult:
    """Write what is new or changed. A set with a bad row stays as it was: half of it would be another set."""
    one_at_a_time(tx, "import")
    plan = _compare(tx.session, parsed)
    if plan.kits:
        for some in chunks(sorted(plan.kits)):
            tx.connection.execute(delete(KitComponent).where(KitComponent.kit_id.in_(some)))
        rows = [{"kit_id": kit, "part_id": part, "pieces": n} for kit, parts in plan.kits.items() for part, n in parts.items()]
        tx.connection.execute(insert(KitComponent), rows)
        tx.touch("catalog")
    remember_file(tx, "kits", parsed.name, parsed.sha256, parsed.modified, {"rows": parsed.total_rows})
    return plan.result


@needs(Right.EXPORT)
def export_kits(tx: Tx, path: Path, language: Language = "zh_CN") -> int:
    """Write all sets as a file that can be brought in again; returns how many rows. Without any set it is the blank form.

    Raises BadInput as ``write_kits`` does.
    """
    rows = kit_rows(tx.session)
    write_kits(path, rows, language)
    return len(rows)


def kit_rows(session: Session) -> list[tuple[str, str, int]]:
    """Set, component and pieces by their codes, in the order of the sets' codes."""
    kit, part = aliased(Sku), aliased(Sku)
    wanted = (
        select(kit.seller_code, part.seller_code.label("part_code"), KitComponent.pieces)
        .select_from(KitComponent)
        .join(kit, kit.id == KitComponent.kit_id)
        .join(part, part.id == KitComponent.part_id)
        .where(kit.active)
        .order_by(kit.seller_code, part.seller_code)
    )
    return [(row.seller_code, row.part_code, row.pieces) for row in session.execute(wanted)]


def _compare(session: Session, parsed: Parsed[KitRow]) -> _Plan:
    ids = _ids(session, sorted({code for row in parsed.rows for code in (row.kit_code, row.part_code)}))
    before = _before(session)
    errors = list(parsed.problems)
    wanted: dict[int, dict[int, int]] = defaultdict(dict)
    rows: dict[int, list[KitRow]] = defaultdict(list)
    for row in parsed.rows:
        kit, part = ids.get(row.kit_code), ids.get(row.part_code)
        problem = _problem(parsed.name, row, kit, part, wanted)
        if problem is not None:
            errors.append(problem)
        if kit is not None:
            rows[kit].append(row)
            if part is not None and problem is None:
                wanted[kit][part] = row.pieces
    errors += _sets_in_sets(parsed.name, before, wanted, rows, ids)
    wrong = {problem.row for problem in errors}
    bad_kits = {kit for kit, group in rows.items() if any(row.row in wrong for row in group)}
    changes = [_change(parsed.name, row, before.get(kit, {}), ids) for kit, g in rows.items() if kit not in bad_kits for row in g]
    kits = {kit: parts for kit, parts in wanted.items() if kit not in bad_kits and before.get(kit) != parts}
    changes += _dropped(session, parsed.name, {kit: rows[kit][0] for kit in kits}, before, wanted)
    return _Plan(ImportResult(sorted(changes, key=lambda change: change.row), errors), kits)


def _problem(
    file: str, row: KitRow, kit: int | None, part: int | None, wanted: Mapping[int, Mapping[int, int]]
) -> RowProblem | None:  # fmt: skip
    """A code nobody knows, a set that holds itself, or a component told twice."""
    if kit is None:
        return RowProblem(file, row.row, "kit_code", "sets.unknown_code", {"code": row.kit_code})
    if part is None:
        return RowProblem(file, row.row, "part_code", "sets.unknown_code", {"code": row.part_code})
    if kit == part:
        return RowProblem(file, row.row, "part_code", "sets.set_in_set", {"code": row.part_code})
    if part in wanted[kit]:
        return RowProblem(file, row.row, "part_code", "sets.part_twice", {"code": row.part_code, "kit": row.kit_code})
    return None


def _sets_in_sets(
    file: str, before: Mapping[int, Mapping[int, int]], wanted: Mapping[int, Mapping[int, int]],
    rows: Mapping[int, Sequence[KitRow]], ids: Mapping[str, int],
) -> list[RowProblem]:  # fmt: skip
    """Rows that make a set of sets: with the sets as they would be afterwards, a component is itself a set."""
    after = {**before, **wanted}
    parts = {part for kit in after.values() for part in kit}
    found = []
    for kit, group in rows.items():
        inside = [row for row in group if ids.get(row.part_code) in after]
        if inside or kit in parts:
            bad = inside or group
            found += [RowProblem(file, row.row, "part_code", "sets.set_in_set", {"code": row.part_code}) for row in bad]
    return found


def _change(file: str, row: KitRow, before: Mapping[int, int], ids: Mapping[str, int]) -> Change:
    held = before.get(ids[row.part_code])
    key = f"{row.kit_code} {row.part_code}"
    if held == row.pieces:
        return Change(file, row.row, key, "unchanged")
    fields = {"pieces": ("" if held is None else str(held), str(row.pieces))}
    return Change(file, row.row, key, "new" if held is None else "changed", fields)


def _dropped(
    session: Session, file: str, first: Mapping[int, KitRow],
    before: Mapping[int, Mapping[int, int]], wanted: Mapping[int, Mapping[int, int]],
) -> list[Change]:  # fmt: skip
    """Components the sets have so far and the file no longer names, told at each set's first row."""
    gone = {kit: {part: n for part, n in before.get(kit, {}).items() if part not in wanted[kit]} for kit in first}
    codes: dict[int, str] = {}
    for some in chunks(sorted({part for parts in gone.values() for part in parts})):
        codes |= {row.id: row.seller_code for row in session.execute(select(Sku.id, Sku.seller_code).where(Sku.id.in_(some)))}
    return [
        Change(file, first[kit].row, f"{first[kit].kit_code} {codes[part]}", "changed", {"pieces": (str(n), "")})
        for kit, parts in gone.items()
        for part, n in sorted(parts.items())
    ]


def _before(session: Session) -> dict[int, dict[int, int]]:
    kits: dict[int, dict[int, int]] = defaultdict(dict)
    for row in session.execute(select(KitComponent.kit_id, KitComponent.part_id, KitComponent.pieces)):
        kits[row.kit_id][row.part_id] = row.pieces
    return dict(kits)


def _ids(session: Session, codes: Sequence[str]) -> dict[str, int]:
    """SKUs by seller code, else by a former code, else by barcode."""
    ids: dict[str, int] = {}
    own: Any = select(Sku.seller_code.label("code"), Sku.id).where(Sku.active)
    for wanted, column in (
        (own, Sku.seller_code),
        (select(SkuAlias.code, SkuAlias.sku_id.label("id")), SkuAlias.code),
        (select(Barcode.code, Barcode.sku_id.label("id")).where(Barcode.multiple == 1), Barcode.code),
    ):
        for some in chunks([code for code in codes if code not in ids]):
            ids |= {row.code: row.id for row in session.execute(wanted.where(column.in_(some)))}
    return ids
