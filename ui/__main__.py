"""The ``packdesk`` command: the window, the demo, or one of the commands for scripts.

Qt is imported only on the way to the window, so a script's ``packdesk import orders ...`` runs where Qt is not installed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

_WITH_VALUE = frozenset({"--data", "--language", "--station", "--desk", "--shop"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for; returns the exit code (0 done, 1 a plain error, 2 usage)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = first_word(arguments)
    if command == "demo":
        from ui.demo import main as demo

        return demo(arguments)
    if command is not None:
        from warehouse_app.cli import main as command_line

        return command_line(arguments)
    from ui.starting import run

    return run(arguments)


def first_word(arguments: Sequence[str]) -> str | None:
    """The first argument that is neither an option nor an option's value: the command, or None for the window."""
    is_value = False
    for argument in arguments:
        if is_value:
            is_value = False
        elif argument.startswith("-"):
            is_value = argument in _WITH_VALUE
        else:
            return argument
    return None


if __name__ == "__main__":
    sys.exit(main())
