"""What can be said on the command line when the window is opened: data folder, station, language, the desk's name."""

from __future__ import annotations

import argparse
import locale
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse_app.words import LANGUAGES, Language, say

STATION_NAMES = (
    "intake", "orders", "picking", "packing", "dispatch", "couriers", "inbound", "stock", "counting", "restock",
    "catalog", "people",
)  # fmt: skip
"""The stations in the order of the rail; the first is Ctrl+1, the tenth Ctrl+0, those after it have no key."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to open the window. No data folder: the system's own place; no station: whatever is next to do; no language or
    name of the desk: as kept on this computer.
    """

    data: Path | None = None
    station: str = ""
    language: Language | None = None
    desk: str = ""


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """How to play the sample shop's day: by itself (``auto``) and where its papers go."""

    auto: bool
    out: Path
    language: Language


def window_options(arguments: Sequence[str]) -> Options:
    """Read the window's options; ends the program with code 2 and its usage when they make no sense."""
    language = system_language()
    parser = argparse.ArgumentParser("packdesk", description=say("window.help", language))
    parser.epilog = say("window.help_more", language)
    parser.add_argument("--data", type=Path, metavar="DIR", help=say("window.help_data", language))
    parser.add_argument("--station", choices=STATION_NAMES, default="", help=say("window.help_station", language))
    parser.add_argument("--desk", default="", metavar="NAME", help=say("window.help_desk", language))
    _add_language(parser, language)
    read = parser.parse_args(arguments)
    return Options(read.data, read.station, read.language, read.desk)


def demo_options(arguments: Sequence[str]) -> DemoOptions:
    """Read the options of ``packdesk demo``."""
    language = system_language()
    parser = argparse.ArgumentParser("packdesk demo", description=say("demo.help", language))
    parser.add_argument("--auto", action="store_true", help=say("demo.help_auto", language))
    parser.add_argument("--out", type=Path, metavar="DIR", default=Path("packdesk-demo"), help=say("demo.help_out", language))
    _add_language(parser, language)
    read = parser.parse_args([argument for argument in arguments if argument != "demo"])
    return DemoOptions(read.auto, read.out, read.language or language)


def system_language() -> Language:
    """The language this computer speaks, as far as we speak it."""
    spoken = (locale.getlocale()[0] or "").lower()
    return "zh_CN" if spoken.startswith(("zh", "chinese")) else "en"


def _add_language(parser: argparse.ArgumentParser, language: Language) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default=None, help=say("window.help_language", language))
