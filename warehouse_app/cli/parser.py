"""The command line's words and options. Help texts come from the sentence catalogue."""

from __future__ import annotations

import argparse
import locale
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse_app.words import LANGUAGES, Language, say

Text = Callable[[str], str]
if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def system_language() -> Language:
    """Chinese on a Chinese system, else English."""
    name = locale.getlocale()[0] or ""
    return "zh_CN" if name.startswith(("zh", "Chinese")) else "en"


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, with the common options taken before or after the command. Exits with 2 for wrong usage."""
    given = make_parser().parse_args(argv)
    # Not argparse's own defaults: a command's would undo what was said before it.
    for name, value in (("data", None), ("json", False), ("user", ""), ("language", system_language())):
        if not hasattr(given, name):
            setattr(given, name, value)
    return given


def make_parser() -> argparse.ArgumentParser:
    """The parser of every command that needs no window."""
    language = system_language()

    def text(key: str) -> str:
        return say(f"cli.{key}", language)

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=text("data"))
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=text("json"))
    common.add_argument("--user", metavar="NAME", default=argparse.SUPPRESS, help=text("user"))
    common.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS, help=text("language"))
    parser = argparse.ArgumentParser(prog="packdesk", description=text("about"), parents=[common])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_people(commands, common, text)
    _add_files(commands, common, text)
    _add_floor(commands, common, text)
    _add_restock(commands, common, text)
    _add_keeping(commands, common, text)
    return parser


def _add_people(commands: Commands, common: argparse.ArgumentParser, text: Text) -> None:
    user = commands.add_parser("user", parents=[common], help=text("user_add"))
    what = user.add_subparsers(dest="what", required=True)
    add = what.add_parser("add", parents=[common], help=text("user_add"))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--pin", required=True)
    add.add_argument("--role", default="clerk", choices=("owner", "supervisor", "clerk"))


def _add_files(commands: Commands, common: argparse.ArgumentParser, text: Text) -> None:
    bring = commands.add_parser("import", parents=[common], help=text("import"))
    bring.add_argument(
        "kind",
        choices=("products", "kits", "bins", "stock", "orders", "waybills", "tracking", "past_sales", "seasons", "terms"),
    )
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE")
    bring.add_argument("--shop", default="", metavar="NAME", help=text("shop"))
    bring.add_argument("--dry-run", action="store_true", help=text("dry_run"))
    bring.add_argument("--new-bins", action="store_true", help=text("new_bins"))
    bring.add_argument("--all-or-nothing", action="store_true", help=text("all_or_nothing"))
    export = commands.add_parser("export", parents=[common], help=text("export"))
    export.add_argument("what", choices=("shipped",))
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--layout", default="generic", choices=("generic", "pinduoduo"))
    export.add_argument("--template", type=Path, metavar="FILE", help=text("template"))
    export.add_argument("--again", action="store_true", help=text("again"))
    export.add_argument("--shop", default="", metavar="NAME", help=text("shop"))


def _add_floor(commands: Commands, common: argparse.ArgumentParser, text: Text) -> None:
    commands.add_parser("release", parents=[common], help=text("release"))
    wave = commands.add_parser("wave", parents=[common], help=text("wave"))
    what = wave.add_subparsers(dest="what", required=True)
    create = what.add_parser("create", parents=[common], help=text("wave"))
    create.add_argument("--orders", type=int, metavar="N", help=text("wave_orders"))
    show = commands.add_parser("show", parents=[common], help=text("show"))
    show.add_argument("what", choices=("orders", "stock", "parcels", "moves", "waves"))
    show.add_argument("--limit", type=int, default=100)
    show.add_argument("--offset", type=int, default=0)
    for name in ("state", "shop", "text", "sku", "bin", "wave", "waybill", "courier", "number"):
        show.add_argument(f"--{name}", default="", help=text("filter"))


def _add_restock(commands: Commands, common: argparse.ArgumentParser, text: Text) -> None:
    restock = commands.add_parser("restock", parents=[common], help=text("restock"))
    what = restock.add_subparsers(dest="what", required=True)
    what.add_parser("run", parents=[common], help=text("restock_run"))
    listed = what.add_parser("list", parents=[common], help=text("restock_list"))
    shown = ("order", "soon", "ordered", "snoozed", "dismissed", "sell_out", "unknown", "all")
    listed.add_argument("--shown", default="order", choices=shown, help=text("filter"))
    listed.add_argument("--text", default="", help=text("filter"))
    listed.add_argument("--limit", type=int, default=100)
    listed.add_argument("--offset", type=int, default=0)


def _add_keeping(commands: Commands, common: argparse.ArgumentParser, text: Text) -> None:
    commands.add_parser("check", parents=[common], help=text("check"))
    backup = commands.add_parser("backup", parents=[common], help=text("backup"))
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = commands.add_parser("restore", parents=[common], help=text("restore"))
    restore.add_argument("file", type=Path, metavar="FILE")
    rehearse = commands.add_parser("rehearse", parents=[common], help=text("rehearse"))
    rehearse.add_argument("--out", type=Path, required=True, metavar="DIR")
    rehearse.add_argument("--way", default="sort", choices=("sort", "cart", "orders"), help=text("rehearse_way"))
