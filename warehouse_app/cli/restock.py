"""``packdesk restock``: compute everything anew, or list what to order and why."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from warehouse_app.restock.freshening import freshen
from warehouse_app.restock.looks.told import arithmetic
from warehouse_app.restock.queries import Asked, RestockRow, newest_run, restock_page
from warehouse_app.restock.running import run_restock
from warehouse_app.store.warehouse import Actor, Warehouse
from warehouse_app.words import Language, say


def run(warehouse: Warehouse, actor: Actor, desk: str, language: Language) -> tuple[dict[str, Any], list[str]]:
    """The nightly run, for a timer of the system. Raises what ``run_restock`` raises."""
    ran = run_restock(warehouse, actor, desk)
    answer = {"day": ran.day.isoformat(), "skus": ran.skus, "opened": ran.opened, "seconds": ran.seconds}
    lines = [say("cli.restock_ran", language, **answer)]
    return answer | {"warnings": _codes(ran.warning)}, lines + _warned(ran.warning, language)


def listed(warehouse: Warehouse, actor: Actor, desk: str, arguments: Namespace) -> tuple[dict[str, Any], list[str]]:
    """A page of the list, with positions of this moment; nothing when there was no run yet."""
    freshen(warehouse, actor, desk)
    language: Language = arguments.language
    with warehouse.reading() as session:
        newest = newest_run(session)
        page = restock_page(
            session, Asked(arguments.shown, arguments.text), offset=arguments.offset, limit=arguments.limit
        )  # fmt: skip
    answer = {"day": newest.day.isoformat() if newest else None, "rows": [_row(row) for row in page.rows], "total": page.total}
    if newest is None:
        return answer | {"warnings": []}, [say("cli.restock_never", language)]
    lines = [line for row in page.rows for line in _told(row, language)]
    lines.append(say("cli.shown", language, shown=len(page.rows), total=page.total))
    return answer | {"warnings": _codes(newest.warning)}, _warned(newest.warning, language) + lines


def _row(row: RestockRow) -> dict[str, Any]:
    told = row.told
    return {
        "sku": row.seller_code, "name": row.name, "colour": row.colour, "size": row.size, "supplier": row.supplier,
        "verdict": told.verdict, "alert": row.state, "suggested": told.suggested,
        "order_by": row.order_by.isoformat() if row.order_by else None, "cover_days": row.cover_days,
        "daily": round(told.daily, 3), "position": told.position, "reorder_point": told.reorder_point, "target": told.target,
    }  # fmt: skip


def _told(row: RestockRow, language: Language) -> list[str]:
    head = (row.seller_code, row.name, row.supplier, row.order_by.isoformat() if row.order_by else "")
    return [" · ".join(part for part in head if part), f"  {arithmetic(row.told, language)}"]


def _each(warning: dict[str, Any]) -> list[dict[str, Any]]:
    return [warning, *warning["also"]] if warning else []


def _codes(warning: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"code": each["code"], **each["fields"]} for each in _each(warning)]


def _warned(warning: dict[str, Any], language: Language) -> list[str]:
    return [say(each["code"], language, **each["fields"]) for each in _each(warning)]
