"""A desk for tests of the screens: a real warehouse, real commands, the window's own doors, no sound."""

from __future__ import annotations

from collections.abc import Iterator

from pytestqt.qtbot import QtBot

from tests.shop import do
from ui import language, theme
from ui.desk import Desk
from ui.jobs import Jobs
from ui.messages import Message, Messages
from ui.sounds import Sounds
from ui.tabbed import Page
from warehouse_app.people.commands import add_person
from warehouse_app.people.rules import Role
from warehouse_app.store.warehouse import Actor, Warehouse

PIN = "4711"


class Told:
    """What the person was told, and what went to the crash door."""

    def __init__(self, desk: Desk) -> None:
        self.messages: list[Message] = []
        desk.messages.told.connect(self.messages.append)

    @property
    def codes(self) -> list[str]:
        return [message.code for message in self.messages]


class Heard:
    """What a page answered in the band: tone, code, fields, sound."""

    def __init__(self, page: Page) -> None:
        self.answers: list[tuple[str, str, dict[str, object], str]] = []
        page.answered.connect(lambda *answer: self.answers.append(answer))

    @property
    def last(self) -> tuple[str, str]:
        return self.answers[-1][:2]


def open_desk(warehouse: Warehouse, app: object) -> Iterator[Desk]:
    """A desk with an owner logged in; all its work has ended when the test has."""
    language.switch("zh_CN")
    theme.apply(app, "light")  # type: ignore[arg-type]  # qapp
    messages = Messages()
    jobs = Jobs(messages.error)
    desk = Desk(warehouse, messages, Sounds(on=False), jobs, name="desk 1")
    owner = do(warehouse, add_person, "王店主", PIN, Role.OWNER)
    desk.sit_down(Actor(owner.id, owner.name, owner.role))
    yield desk
    jobs.shutdown()


def sit_down_as(desk: Desk, role: Role) -> Actor:
    """Somebody of this role logs in."""
    person = desk.command(add_person, f"某{role.value}", PIN, role.value)
    actor = Actor(person.id, person.name, role.value)
    desk.sit_down(actor)
    return actor


def settle(qtbot: QtBot, desk: Desk) -> None:
    """Wait until all work in the background has answered."""
    qtbot.waitUntil(lambda: desk.jobs.running == 0, timeout=20_000)
