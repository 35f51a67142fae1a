"""The same commands for scripts and administrators.

Exit codes: 0 done, 1 a plain error (its code in the JSON), 2 usage. ``--json`` prints one JSON object on stdout.
Whoever may read the data folder may use the command line, so it acts as the program itself unless ``--user`` names a person.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from warehouse_app.errors import WarehouseError

PLAIN_ERROR = 1
COMMANDS = ("user", "import", "release", "wave", "show", "export", "restock", "check", "backup", "restore", "rehearse")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    from warehouse_app.cli.parser import parse
    from warehouse_app.words import explain, say

    arguments = parse(sys.argv[1:] if argv is None else list(argv))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        answer, lines, code = _run(arguments)
    except WarehouseError as error:
        sentence = explain(error, arguments.language)
        if arguments.json:
            fields = {key: str(value) for key, value in error.fields.items()}
            print(json.dumps({"error": {"code": error.code, "message": sentence, **fields}}, ensure_ascii=False))
        else:
            print(sentence, file=sys.stderr)
        return PLAIN_ERROR
    except Exception:
        kept = _keep_traceback(arguments)
        sentence = say("cli.bug", arguments.language, log=kept)
        print(
            json.dumps({"error": {"code": "cli.bug", "message": sentence, "log": kept}}, ensure_ascii=False)
            if arguments.json
            else sentence,
            file=sys.stdout if arguments.json else sys.stderr,
        )
        return PLAIN_ERROR
    print(json.dumps(answer, ensure_ascii=False, default=str) if arguments.json else "\n".join(lines))
    return code


def _keep_traceback(arguments: Any) -> str:
    """Write what went wrong to the log; returns where. A bug must leave a trace even where nothing can be written."""
    import traceback

    from warehouse_app.store.folder import Folder, default_folder

    log = Folder(arguments.data or default_folder()).logs / "cli.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
    except OSError:
        traceback.print_exc()
        return "stderr"
    return str(log)


def _run(arguments: Any) -> tuple[dict[str, Any], list[str], int]:
    from warehouse_app.cli import run

    return run.run(arguments)
