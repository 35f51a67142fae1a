"""``packdesk demo``: the sample shop in a temporary data folder, to be tried, or playing its whole day by itself."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ui.options import DemoOptions, demo_options
from warehouse_app.errors import WarehouseError
from warehouse_app.words import explain, say

if TYPE_CHECKING:  # Qt is imported after it is known whether there is a screen
    from ui.app import App

OWNER_PIN = "1234"


def main(arguments: Sequence[str]) -> int:
    """Run the demo. Returns 0 when all went well and, after a whole day, ``packdesk check`` found nothing; else 1."""
    options = demo_options(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot write Chinese must not end the day
    if not has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        with tempfile.TemporaryDirectory(prefix="packdesk-demo-", ignore_cleanup_errors=True) as folder:
            return _play(options, Path(folder)) if options.auto else _try_out(options, Path(folder))
    except WarehouseError as error:
        print(explain(error, options.language), file=sys.stderr)
        return 1


def has_screen() -> bool:
    """Whether a window could be seen here; Windows and macOS always have a screen."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _try_out(options: DemoOptions, folder: Path) -> int:
    """The window with the sample shop and somebody logged in."""
    from PySide6.QtWidgets import QApplication

    from ui.sample import bring_in_sample
    from warehouse_app.orders.rules import BEIJING
    from warehouse_app.people.commands import add_person
    from warehouse_app.people.rules import Role
    from warehouse_app.store.warehouse import Actor

    with _program(options, folder) as running:
        name = say("demo.owner", options.language)
        owner = running.desk.command_as_program(add_person, name, OWNER_PIN, Role.OWNER)
        actor = Actor(owner.id, owner.name, owner.role)
        today = running.warehouse.clock().astimezone(BEIJING).date()
        bring_in_sample(running.warehouse, actor, running.desk.name, today)
        running.start()
        running.desk.sit_down(actor)
        running.messages.tell("information", "demo.welcome", name=owner.name, pin=OWNER_PIN)
        return QApplication.exec()


def _play(options: DemoOptions, folder: Path) -> int:
    """The whole day without a person; its papers, pictures and report stay in ``options.out``."""
    from ui.demo_day import Day
    from ui.hand import NothingCame

    with _program(options, folder) as running:
        day = Day(running, options.out, options.language)
        try:
            day.play()
            clean = day.check()
        except NothingCame:
            day.tell("demo.stuck")
            clean = False
        for part in (running.desk.folder.labels, running.desk.folder.documents):
            shutil.copytree(part, options.out / part.name, dirs_exist_ok=True)
        day.write_report()
    return 0 if clean else 1


@contextmanager
def _program(options: DemoOptions, folder: Path) -> Iterator[App]:
    """The program on a fresh data folder."""
    from ui.app import LOG_FILE, App
    from ui.application import make_application
    from ui.crash import CrashDoor
    from ui.preferences import Preferences
    from warehouse_app.store.opening import open_warehouse

    make_application(options.language)
    warehouse = open_warehouse(folder)
    door = CrashDoor(folder / "logs" / LOG_FILE, show_window=not options.auto)
    door.install()
    running = App(warehouse, Preferences(desk=say("demo.desk", options.language), sound=not options.auto))
    try:
        yield running
    finally:
        running.stop()
        warehouse.close()
        door.remove()
