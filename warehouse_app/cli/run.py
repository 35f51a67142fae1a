"""Each command of the command line: run it, and say the answer as JSON and as lines to read."""

from __future__ import annotations

import os
import platform
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from typing import Any

from warehouse_app.errors import Busy, Conflict, NotAllowed
from warehouse_app.store.folder import Folder, default_folder
from warehouse_app.store.opening import SERVER_VARIABLE, open_warehouse
from warehouse_app.store.warehouse import Actor, Warehouse
from warehouse_app.words import Language, say

Result = tuple[dict[str, Any], list[str], int]
DONE, DIFFERENCES = 0, 1


def run(arguments: Namespace) -> Result:
    """Open the data folder and run the command. Raises WarehouseError."""
    if arguments.command == "restore":
        return _restore(arguments)
    warehouse = open_warehouse(arguments.data)
    try:
        return _HANDLERS[arguments.command](warehouse, arguments)
    finally:
        warehouse.close()


def desk_name() -> str:
    """The desk that rows made by the command line name."""
    return f"cli@{platform.node()}"


def actor_of(warehouse: Warehouse, arguments: Namespace) -> Actor:
    """The person ``--user`` names, or the program itself. Raises NotFound."""
    from warehouse_app.people.commands import SYSTEM
    from warehouse_app.people.queries import actor_by_name

    if not arguments.user:
        return SYSTEM
    with warehouse.reading() as session:
        return actor_by_name(session, arguments.user)


def _user(warehouse: Warehouse, arguments: Namespace) -> Result:
    from warehouse_app.people.commands import add_person

    with warehouse.transaction(actor_of(warehouse, arguments), desk_name()) as tx:
        person = add_person(tx, arguments.name, arguments.pin, arguments.role)
    answer = {"id": person.id, "name": person.name, "role": person.role.value, "badge": person.badge}
    return answer, [say("cli.person", arguments.language, **answer)], DONE


def _import(warehouse: Warehouse, arguments: Namespace) -> Result:
    from warehouse_app.intake import Intake, bring_in, preview
    from warehouse_app.sheets.mapping import column_words

    intake = Intake(
        arguments.kind, tuple(arguments.files), shop=arguments.shop, new_bins=arguments.new_bins,
        all_or_nothing=arguments.all_or_nothing,
    )  # fmt: skip
    act = preview if arguments.dry_run else bring_in
    result = act(warehouse, actor_of(warehouse, arguments), desk_name(), intake)

    def told(problems: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "file": p.file, "row": p.row, "column": column_words(p.column, arguments.language), "code": p.code,
                "message": say(p.code, arguments.language, **p.fields),
            }
            for p in problems
        ]  # fmt: skip

    answer: dict[str, Any] = {kind: result.count(kind) for kind in ("new", "changed", "unchanged")}
    answer["stopped"] = [change.key for change in result.changes if change.kind == "stopped"]
    answer["changed"] += len(answer["stopped"])
    answer["skipped"] = len({(p.file, p.row) for p in result.errors})
    answer["errors"], answer["warnings"] = told(result.errors), told(result.warnings)
    counts = {key: answer[key] for key in ("new", "changed", "unchanged", "skipped")}
    lines = [say("cli.imported", arguments.language, **counts)]
    lines += [say("cli.row", arguments.language, **row) for row in (*answer["errors"], *answer["warnings"])]
    return answer, lines, DONE


def _release(warehouse: Warehouse, arguments: Namespace) -> Result:
    from warehouse_app.orders.release import release

    with warehouse.transaction(actor_of(warehouse, arguments), desk_name()) as tx:
        result = release(tx)
    reasons = {number: [reason.value for reason in found] for number, found in result.reasons.items()}
    answer = {"released": len(result.released), "short": result.short, "look": result.look, "look_reasons": reasons}
    counts = {"released": len(result.released), "short": len(result.short), "look": len(result.look)}
    lines = [say("cli.released", arguments.language, **counts)]
    lines += [say("cli.short", arguments.language, number=number) for number in result.short]
    lines += [_look_line(number, found, arguments.language) for number, found in reasons.items()]
    return answer, lines, DONE


def _look_line(number: str, reasons: list[str], language: Language) -> str:
    words = say("orders.separator", language).join(say(f"orders.look_{reason}", language) for reason in reasons)
    return say("cli.look", language, number=number, reasons=words)


def _wave(warehouse: Warehouse, arguments: Namespace) -> Result:
    from warehouse_app.dispatch.papers import make_wave_papers
    from warehouse_app.dispatch.waybills import start_wave

    actor = actor_of(warehouse, arguments)
    with warehouse.transaction(actor, desk_name()) as tx:
        wave = start_wave(tx, limit=arguments.orders)
    papers = make_wave_papers(warehouse, actor, desk_name(), wave.id, arguments.language)
    answer = {
        "wave": wave.number, "parcels": len(wave.parcel_ids), "pick_list": str(papers.pick_list),
        "labels": str(papers.labels), "slips": str(papers.slips),
    }  # fmt: skip
    return answer, [say("cli.wave_made", arguments.language, **answer)], DONE


def _show(warehouse: Warehouse, arguments: Namespace) -> Result:
    from warehouse_app.cli.show import show

    with warehouse.reading() as session:
        answer = show(session, arguments)
    lines = [" · ".join(_cell(value) for value in row.values()) for row in answer["rows"]]
    lines.append(say("cli.shown", arguments.language, shown=len(answer["rows"]), total=answer["total"]))
    return answer, lines, DONE


def _cell(value: object) -> str:
    """A value as a person reads it: lists side by side, a parcel's line as SKU1 0/2."""
    if isinstance(value, list):
        return " ".join(_cell(part) for part in value)
    if isinstance(value, dict):
        return f"{value['seller_code']} {value['scanned']}/{value['needed']}"
    return "" if value is None else str(value)


def _export(warehouse: Warehouse, arguments: Namespace) -> Result:
    from warehouse_app.dispatch.shipped import export_shipped

    layout = arguments.template or arguments.layout
    with warehouse.transaction(actor_of(warehouse, arguments), desk_name()) as tx:
        result = export_shipped(tx, arguments.file, layout, again=arguments.again, shop=arguments.shop)
    answer = {"file": str(result.file), "rows": result.rows, "told_before": result.told_before}
    return answer, [say("cli.exported", arguments.language, **answer)], DONE


def _restock(warehouse: Warehouse, arguments: Namespace) -> Result:
    from warehouse_app.cli import restock

    actor = actor_of(warehouse, arguments)
    if arguments.what == "run":
        return *restock.run(warehouse, actor, desk_name(), arguments.language), DONE
    return *restock.listed(warehouse, actor, desk_name(), arguments), DONE


def _check(warehouse: Warehouse, arguments: Namespace) -> Result:
    from warehouse_app.reports.check import check

    with warehouse.reading() as session:
        problems = check(session)
    told = [
        {
            "code": p.code, "subject": p.subject, "expected": p.expected, "found": p.found,
            "message": say(p.code, arguments.language, subject=p.subject, expected=p.expected, found=p.found),
        }
        for p in problems
    ]  # fmt: skip
    lines = [row["message"] for row in told] or [say("check.clean", arguments.language)]
    return {"ok": not problems, "problems": told}, lines, DIFFERENCES if problems else DONE


def _backup(warehouse: Warehouse, arguments: Namespace) -> Result:
    from warehouse_app.reports.safety import back_up
    from warehouse_app.store.backup import examine

    done = back_up(warehouse, actor_of(warehouse, arguments), desk_name(), arguments.file)
    answer = {"file": str(done.file), "revision": examine(done.file), "problems": len(done.problems)}
    return answer, [say("cli.backed_up", arguments.language, **answer)], DIFFERENCES if done.problems else DONE


def _restore(arguments: Namespace) -> Result:
    """Put a backup in the database's place; what was there is kept beside the backups."""
    from warehouse_app.store.backup import examine, put_back, set_aside
    from warehouse_app.store.migrate import must_migrate

    must_migrate(examine(arguments.file))
    folder = Folder((arguments.data or default_folder()).expanduser().absolute())
    folder.make()
    _may_restore(folder, arguments)
    kept = set_aside(folder.database, folder.backups)
    put_back(arguments.file, folder.database)
    open_warehouse(folder.root).close()
    answer = {"file": str(arguments.file), "kept": str(kept) if kept else ""}
    return answer, [say("cli.restored", arguments.language, **answer)], DONE


def _may_restore(folder: Folder, arguments: Namespace) -> None:
    """Raises Conflict (the data is on a server), Busy (the window is open here), NotAllowed (``--user`` without the right)."""
    from warehouse_app.people.rules import Right, may

    if os.environ.get(SERVER_VARIABLE):
        raise Conflict("store.server_backup")
    if folder.in_use():
        raise Busy("store.open_elsewhere")
    if arguments.user:
        with closing(open_warehouse(folder.root)) as warehouse:
            actor = actor_of(warehouse, arguments)
        if not may(actor.role, Right.RESTORE):
            raise NotAllowed("people.not_allowed", name=actor.name, right=Right.RESTORE.value)


def _rehearse(warehouse: Warehouse, arguments: Namespace) -> Result:
    from warehouse_app.rehearsal import rehearse

    result = rehearse(warehouse, arguments.out, arguments.language, arguments.way)
    counts = {key: result[key] for key in ("orders", "parcels", "units", "labels")}
    lists = {key: len(result[key]) for key in ("short", "look", "blocked")}
    lines = [say("cli.rehearsed", arguments.language, **counts, **lists), *_walked(result, arguments)]
    lines += [say("cli.timing", arguments.language, name=name, **figures) for name, figures in result["seconds"].items()]
    return result, lines, DIFFERENCES if result["problems"] else DONE


def _walked(result: dict[str, Any], arguments: Namespace) -> list[str]:
    """How many waves, how far they were walked, which orders were stopped and why, and what is to be counted."""
    code = "service.rehearsed_waves" if result["metres"] is None else "service.rehearsed_walk"
    metres, before = (round(result[key] or 0) for key in ("metres", "metres_by_deadline"))
    if result["metres_by_deadline"] is None and result["metres"] is not None:
        code = "service.rehearsed_metres"  # all the waves were there already
    lines = [say(code, arguments.language, waves=result["waves"], metres=metres, before=before)]
    for one in result["stopped"]:
        why = say(f"service.stopped_{one['why'] or 'elsewhere'}", arguments.language)
        note = f" {one['note']}" if one["note"] and one["why"] != "changed" else ""
        lines.append(say("service.rehearsed_stopped", arguments.language, number=one["order"], why=why + note))
    if result["to_count"]:
        lines.append(say("service.rehearsed_count", arguments.language, n=result["to_count"]))
    return lines


_HANDLERS: dict[str, Callable[[Warehouse, Namespace], Result]] = {
    "user": _user,
    "import": _import,
    "release": _release,
    "wave": _wave,
    "show": _show,
    "export": _export,
    "restock": _restock,
    "check": _check,
    "backup": _backup,
    "rehearse": _rehearse,
}
