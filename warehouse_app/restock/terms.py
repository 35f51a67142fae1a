"""What a person decides about restocking a SKU: from whom, how long he takes, how few, in what cartons, what to keep.

A change counts at once for what the list shows; the demand over another lead time is carried over from the last run until
the next one computes it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.inbound.tables import Supplier
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.restock.freshening import refresh_positions
from warehouse_app.restock.rules import MOST_LEAD, levels
from warehouse_app.restock.seasons.commands import set_seasons
from warehouse_app.restock.supply import Supply, suppliers_of
from warehouse_app.restock.tables import RestockFigure, RestockTerms
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.prepared import Prepared
from warehouse_app.store.warehouse import Tx

MOST_PIECES = 1_000_000
LONGEST_NOTE = 200
BOUNDS: Mapping[str, tuple[int, int]] = {
    "lead_days": (0, MOST_LEAD), "minimum": (1, MOST_PIECES), "pack": (1, MOST_PIECES), "safety": (0, MOST_PIECES),
    "least": (0, MOST_PIECES), "most": (0, MOST_PIECES),
}  # fmt: skip
_TERMS = cast(Table, RestockTerms.__table__)
_FIGURES = cast(Table, RestockFigure.__table__)
_LEVELS = ("supplier_id", "cost", "lead_days", "demand_lead", "demand_cover", "safety", "reorder_point", "target", "early")
_releveled = Prepared(
    update(_FIGURES)
    .where(_FIGURES.c.sku_id == bindparam("of_sku"))
    .values({name: bindparam(name, type_=_FIGURES.c[name].type) for name in _LEVELS})
)


@dataclass(frozen=True, slots=True)
class TermsFields:
    """What is decided for one SKU, as in the table ``restock_terms``; None is as computed."""

    supplier_id: int | None = None
    lead_days: int | None = None
    minimum: int | None = None
    pack: int | None = None
    safety: int | None = None
    least: int | None = None
    most: int | None = None
    never: bool = False
    note: str = ""


NAMES = tuple(field.name for field in fields(TermsFields))
Before = Mapping[int, TermsFields]
"""The terms of SKUs before a change, to write them back with ``write_terms``."""


@needs(Right.RESTOCK)
def save_terms(tx: Tx, sku_id: int, decided: TermsFields) -> Before:
    """What is decided for one SKU, written anew; returns what was there. Raises as ``write_terms``."""
    return write_terms(tx, {sku_id: decided})


@needs(Right.RESTOCK)
def change_terms(tx: Tx, sku_ids: Sequence[int], changes: Mapping[str, Any]) -> Before:
    """The same change for many SKUs: fields by name as in ``TermsFields``, the others stay. Raises as ``write_terms``."""
    now = terms_of(tx, sku_ids)
    return write_terms(tx, {sku_id: TermsFields(**(asdict(now[sku_id]) | dict(changes))) for sku_id in sku_ids})


@needs(Right.RESTOCK)
def write_terms(tx: Tx, wanted: Before) -> Before:
    """What is decided for each of these SKUs; returns what was there before, which this command takes back again.

    Raises BadInput ``restock.bad_lead_days`` and so on for each field, ``restock.least_above_most``; NotFound
    ``buying.no_such_sku``, ``buying.no_such_supplier``; Conflict ``buying.sku_merged``, ``buying.supplier_retired``.
    """
    one_at_a_time(tx, "restock")
    codes = _codes(tx, list(wanted))
    told = {sku_id: checked(each, codes[sku_id]) for sku_id, each in wanted.items()}
    before = terms_of(tx, list(wanted))
    chosen = {each.supplier_id for sku_id, each in told.items() if each.supplier_id != before[sku_id].supplier_id}
    for supplier_id in chosen - {None}:
        _must_sell(tx, supplier_id)
    for some in chunks(sorted(wanted)):
        tx.connection.execute(delete(RestockTerms).where(RestockTerms.sku_id.in_(some)))
    rows = [{"sku_id": sku_id} | asdict(each) for sku_id, each in told.items() if each != TermsFields()]
    if rows:
        tx.connection.execute(insert(RestockTerms), rows)
    relevel(tx, list(wanted))
    tx.touch("restock")
    return before


def checked(told: TermsFields, code: str) -> TermsFields:
    """The fields as they can be kept, a note without blanks around it. Raises BadInput as ``write_terms``."""
    for name, (least, most) in BOUNDS.items():
        value = getattr(told, name)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and least <= value <= most):
            raise BadInput(f"restock.bad_{name}", sku=code, value=str(value), least=least, most=most)
    if told.least is not None and told.most is not None and told.least > told.most:
        raise BadInput("restock.least_above_most", sku=code, least=told.least, most=told.most)
    return TermsFields(**(asdict(told) | {"note": " ".join(told.note.split())[:LONGEST_NOTE]}))


def terms_of(tx: Tx, sku_ids: Sequence[int]) -> dict[int, TermsFields]:
    """What is decided for these SKUs; those without anything have empty fields."""
    found = dict.fromkeys(sku_ids, TermsFields())
    for some in chunks(sorted(set(sku_ids))):
        for row in tx.connection.execute(select(_TERMS).where(_TERMS.c.sku_id.in_(some))):
            found[row.sku_id] = TermsFields(**{name: getattr(row, name) for name in NAMES})
    return found


def _codes(tx: Tx, sku_ids: Sequence[int]) -> dict[int, str]:
    codes: dict[int, str] = {}
    for some in chunks(sorted(set(sku_ids))):
        for row in tx.connection.execute(select(Sku.id, Sku.seller_code, Sku.active).where(Sku.id.in_(some))):
            if not row.active:
                raise Conflict("buying.sku_merged", sku=row.seller_code)
            codes[row.id] = row.seller_code
    if len(codes) < len(set(sku_ids)):
        raise NotFound("buying.no_such_sku")
    return codes


def _must_sell(tx: Tx, supplier_id: int | None) -> None:
    row = tx.connection.execute(select(Supplier.name, Supplier.active).where(Supplier.id == supplier_id)).one_or_none()
    if row is None:
        raise NotFound("buying.no_such_supplier")
    if not row.active:
        raise Conflict("buying.supplier_retired", supplier=row.name)


@needs(Right.RESTOCK)
def set_season(tx: Tx, product_id: int, ends: date | None) -> date | None:
    """The last day anybody wants a product, None for all seasons; returns what was said before. It counts from the next run on.

    Raises NotFound.
    """
    return set_seasons(tx, {product_id: ends})[product_id]


# --- what the list shows at once ----------------------------------------------------------------------------------------


def relevel(tx: Tx, sku_ids: Sequence[int]) -> None:
    """Reorder points and targets of SKUs by what was just decided, with the last run's forecast; positions are looked at too."""
    suppliers = suppliers_of(tx.session, tx.now.astimezone().date())
    least = dict(tx.connection.execute(select(Sku.id, Sku.least).join(Product).where(Product.material)).all())
    changes = []
    for some in chunks(sorted(set(sku_ids))):
        for row in tx.connection.execute(select(RestockFigure.__table__).where(RestockFigure.sku_id.in_(some))).all():
            changes.append({"of_sku": row.sku_id} | _leveled(row, suppliers.of(row.sku_id), least.get(row.sku_id)))
    _releveled.run_many(tx, changes)
    refresh_positions(tx, sku_ids)


def _leveled(row: Any, supply: Supply, runs_low: int | None) -> dict[str, Any]:
    over_review = row.demand_cover - row.demand_lead
    lead = row.demand_lead
    if supply.lead.days != row.lead_days:
        lead = row.demand_lead * supply.lead.days / row.lead_days if row.lead_days else row.daily * supply.lead.days
    early = max(0, row.early + math.floor(lead - row.demand_lead))
    least = runs_low if supply.least is None else supply.least
    level = levels(lead, lead + over_review, row.safety_computed, supply.safety, least, early)
    return {
        "supplier_id": supply.supplier_id, "cost": supply.cost, "lead_days": supply.lead.days, "demand_lead": lead,
        "demand_cover": lead + over_review, "safety": level.safety, "reorder_point": level.reorder_point, "target": level.target,
        "early": early,
    }  # fmt: skip
