"""The forms about people: take somebody on, another role, another PIN."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.login import pin_field
from ui.widgets.form_dialog import FormDialog
from ui.widgets.text import Combo, Field, Text
from warehouse_app.errors import BadInput
from warehouse_app.people.commands import NewPerson, add_person, change_person
from warehouse_app.people.queries import PersonRow
from warehouse_app.people.rules import Role


def role_choice(chosen: str, parent: QWidget) -> Combo:
    """The three roles."""
    combo = Combo([(f"people.role_{role}", role.value) for role in Role], parent=parent)
    combo.choose(chosen)
    return combo


class PersonForm(FormDialog):
    """Takes somebody on; ``person`` is who it was, once accepted."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("people.add_title", parent, accept="people.add")
        self._desk = desk
        self.person: NewPerson | None = None
        self.name = Field("people.name_placeholder", parent=self.sheet)
        self.pin = pin_field("people.pin_placeholder", self.sheet)
        self.again = pin_field("people.pin_again", self.sheet)
        self.role = role_choice(Role.CLERK, self.sheet)
        self.duties = Text("people.duties_clerk", role="small", wrap=True, parent=self.sheet)
        self.role.currentIndexChanged.connect(self._say_duties)
        self.add_field("people.column_name", self.name)
        self.add_field("people.column_role", self.role)
        self.body.addWidget(self.duties)
        self.add_field("people.pin", self.pin)
        self.body.addWidget(self.again)

    def submit(self) -> None:
        """Take the person on. Raises what ``add_person`` raises, BadInput when the PINs differ."""
        same_pins(self.pin, self.again)
        role = str(self.role.value())
        self.person = self._desk.command(add_person, self.name.text(), self.pin.text(), role)

    def _say_duties(self) -> None:
        self.duties.show_code(f"people.duties_{self.role.value()}")


class RoleForm(FormDialog):
    """Another role for somebody."""

    def __init__(self, desk: Desk, person: PersonRow, parent: QWidget) -> None:
        super().__init__("people.role_title", parent, accept="ui.save", name=person.name)
        self._desk, self._person = desk, person
        self.role = role_choice(person.role, self.sheet)
        self.duties = Text(f"people.duties_{person.role}", role="small", wrap=True, parent=self.sheet)
        self.role.currentIndexChanged.connect(self._say_duties)
        self.add_field("people.column_role", self.role)
        self.body.addWidget(self.duties)

    def submit(self) -> None:
        """Change the role. Raises Conflict when the last owner would go."""
        self._desk.command(change_person, self._person.id, role=str(self.role.value()))

    def _say_duties(self) -> None:
        self.duties.show_code(f"people.duties_{self.role.value()}")


class PinForm(FormDialog):
    """Another PIN for somebody."""

    def __init__(self, desk: Desk, person: PersonRow, parent: QWidget) -> None:
        super().__init__("people.pin_title", parent, accept="ui.save", name=person.name)
        self._desk, self._person = desk, person
        self.pin = pin_field("people.pin_placeholder", self.sheet)
        self.again = pin_field("people.pin_again", self.sheet)
        self.add_field("people.pin", self.pin)
        self.body.addWidget(self.again)

    def submit(self) -> None:
        """Change the PIN. Raises BadInput when it has not the form of one or the two differ."""
        same_pins(self.pin, self.again)
        self._desk.command(change_person, self._person.id, pin=self.pin.text())


def same_pins(pin: Field, again: Field) -> None:
    """Raises BadInput when the PIN was not typed the same way twice."""
    if pin.text() != again.text():
        again.clear()
        again.setFocus()
        raise BadInput("people.pins_differ")
