"""Label designs: the list, the one that is looked at as it prints, and what can be changed of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget

from ui.couriers.card_form import CardForm
from ui.couriers.field_panel import FieldPanel
from ui.couriers.label_canvas import LabelCanvas, Place
from ui.couriers.label_draft import Draft
from ui.couriers.label_forms import LogoForm, NameForm, UseForm
from ui.couriers.label_samples import SAMPLES, new_field, sample_label
from ui.couriers.label_words import told, used_words
from ui.couriers.troubles import trouble_sentences
from ui.desk import Desk
from ui.dispatch.lists import ShortTable
from ui.language import Sentence, current, tr
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column, row
from ui.widgets.paged_model import Column
from ui.widgets.text import Button, Combo, Text
from warehouse_app.dispatch.designs.commands import add_design, change_design, delete_design, rename_design
from warehouse_app.dispatch.designs.documents import label_troubles
from warehouse_app.dispatch.designs.queries import DesignRow, designs, logos
from warehouse_app.dispatch.designs.rules import KINDS, Kind, check_design
from warehouse_app.dispatch.printing.queries import label_dpi
from warehouse_app.errors import WarehouseError
from warehouse_app.people.rules import Right

_LIST_WIDTH, _PANEL_WIDTH = space(72), space(66)


class LabelsPage(Page):
    """The page. A draft stays until it is saved or thrown away, also while another design is looked at."""

    topics = frozenset({"label_designs", "printers", "settings"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._drafts: dict[int | str, Draft] = {}
        self._row: DesignRow | None = None
        columns = [
            Column[DesignRow]("name", "designs.name", self._name_words, width=0, sortable=False),
            Column[DesignRow]("used", "designs.used_by", used_words, width=space(28), sortable=False),
        ]
        self.list = ShortTable(columns, EmptyState("label", "designs.no_designs", parent=self), self, many=False)
        self.copy = Button("designs.copy", icon="copy", parent=self)
        self.rename = Button("designs.rename", icon="tag", parent=self)
        self.use = Button("designs.use", icon="truck", parent=self)
        self.delete = Button("designs.delete", icon="cancel", parent=self)
        self.card = Button("designs.card", icon="print", parent=self)
        self.logos = Button("designs.logos", icon="picture", parent=self)
        self.undo = Button("designs.undo", icon="undo", shortcut="Ctrl+Z", parent=self)
        self.redo = Button("designs.redo", icon="redo", shortcut="Ctrl+Shift+Z", parent=self)
        self.save = Button("ui.save", kind="primary", icon="check", shortcut="Ctrl+S", parent=self)
        self.discard = Button("designs.discard", kind="quiet", icon="close", parent=self)
        self.kind = Combo([(f"designs.kind_{kind}", kind) for kind in KINDS], parent=self)
        self.add = Button("designs.add_field", icon="plus", parent=self)
        self.sample = Combo([(f"designs.sample_{name}", name) for name in SAMPLES], parent=self)
        self.banner = Banner(self)
        self.canvas = LabelCanvas(self)
        self.panel = FieldPanel(self)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._lay_out()
        self._connect()

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The label has the focus: arrows move what is chosen."""
        self.canvas.setFocus()

    def refresh(self) -> None:
        """Read the designs again; what is being changed stays as it is."""
        before = self._row
        rows = self.desk.read(designs)
        self.list.show_rows(rows)
        kept = [row for row in rows if before is not None and _key(row) == _key(before)]
        usual = [row for row in rows if "" in row.used_by]
        self.show_row((kept or usual or rows)[0])

    def changeEvent(self, event: QEvent) -> None:
        """The label in the new language."""
        if event.type() == QEvent.Type.LanguageChange and self._row is not None:
            self._soon.start()
        super().changeEvent(event)

    @property
    def draft(self) -> Draft:
        """The design as it stands on the screen."""
        assert self._row is not None
        return self._drafts[_key(self._row)]

    @property
    def editable(self) -> bool:
        """Whether this design can be changed, and by whoever is at the desk."""
        return self._row is not None and self._row.id is not None and self.desk.may(Right.LABELS)

    def show_row(self, row: DesignRow) -> None:
        """Look at one design."""
        if self._row is None or _key(self._row) != _key(row):
            self.canvas.place = -1
        self._row = row
        draft = self._drafts.get(_key(row))
        if draft is None or (not draft.is_changed and draft.design != row.design):
            self._drafts[_key(row)] = Draft(row.design)
        number = self.list.rows.index(row)
        if self.list.table.current() != row:
            self.list.table.view.selectRow(number)
        self._show()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """The draft on the label and in the panel; the picture follows when there is time."""
        draft, may = self.draft, self.desk.may(Right.LABELS)
        self.canvas.show_design(draft.design, self.editable)
        self.panel.show_field(draft.design, self.canvas.place, self.editable)
        self.undo.setEnabled(draft.can_undo)
        self.redo.setEnabled(draft.can_redo)
        self.save.setEnabled(draft.is_changed)
        self.discard.setEnabled(draft.is_changed)
        for part in (self.undo, self.redo, self.save, self.discard, self.kind, self.add):
            part.setVisible(self.editable)
        for part in (self.rename, self.delete):
            part.setEnabled(self.editable)
        for part in (self.copy, self.use, self.logos):
            part.setEnabled(may)
        self._soon.start()

    def _draw(self) -> None:
        """The picture, and what is to be said of the design."""
        if self._row is None:
            return
        design = self.draft.design
        logo = next(iter(self.desk.read(logos).values()), "")
        label = sample_label(str(self.sample.value()), str(self.desk.folder.logos / logo) if logo else "")
        try:
            check_design(design)
            self.canvas.show_label(label, self.desk.read(label_dpi))
            troubles = label_troubles([label], design, current())
        except WarehouseError as error:
            self.banner.show_banner("wrong", "designs.preview_mistake", mistake=Sentence(error.code, told(error).fields))
            return
        if troubles:
            self.banner.show_banner("warning", "designs.preview_troubles", troubles=tuple(trouble_sentences(troubles, 3)))
        elif not self.editable:
            may = self.desk.may(Right.LABELS)
            self.banner.show_banner("information", "designs.shipped_words" if may else "designs.supervisor_words")
        else:
            self.banner.show_banner("information", "designs.edit_words")

    def _name_words(self, row: DesignRow) -> str:
        shown = tr("designs.shipped_name", stock=row.design.stock) if row.id is None else row.design.name
        draft = self._drafts.get(_key(row))
        return f"{shown} *" if draft is not None and draft.is_changed else shown

    # --- changing ---------------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.list.table.view.viewport().update()
        self._show()

    def _placed(self, place: int, where: Place, kind: str) -> None:
        x, y, w, h = where
        self.draft.set_place(place, x, y, w, h, kind)
        self._changed()

    def _field_changed(self, place: int, name: str, value: Any) -> None:
        self.canvas.choose(place)
        if name in ("x", "y", "w", "h"):
            field = self.draft.design.fields[place]
            x, y, w, h = (value if each == name else getattr(field, each) for each in ("x", "y", "w", "h"))
            self.draft.set_place(place, x, y, w, h, name)
        else:
            self.draft.set_field(place, name if name == "caption" else "", **{name: value})
        self._changed()

    def _add(self) -> None:
        place = self.draft.add(new_field(cast(Kind, self.kind.value()), self.draft.design))
        self._changed()
        self._choose(place)
        self.canvas.setFocus()

    def _remove(self, place: int) -> None:
        self.draft.remove(place)
        self.canvas.place = -1
        self._changed()

    def _choose(self, place: int) -> None:
        self.canvas.choose(place)
        self.panel.show_field(self.draft.design, place, self.editable)

    def _step(self, back: bool) -> None:
        if back:
            self.draft.undo()
        else:
            self.draft.redo()
        self._changed()

    def _discard(self) -> None:
        """Back to what was saved; undo brings the changes again."""
        self.draft.change(self.draft.saved)
        self._changed()

    # --- commands ---------------------------------------------------------------------------------------------------

    def save_design(self) -> None:
        """Keep the draft; what is wrong with it is said with the field's name, and nothing is lost."""
        row, draft = self._row, self.draft
        if row is None or row.id is None or not draft.is_changed:
            return
        try:
            self.desk.command(change_design, row.id, replace(draft.design, name=row.design.name))
        except WarehouseError as error:
            self.desk.messages.error(told(error))
            return
        draft.keep()
        self._changed()
        self.desk.messages.tell("right", "designs.saved", name=row.design.name)

    def _ask_copy(self) -> None:
        if self._row is None:
            return
        design = self.draft.design
        base = design.stock if self._row.id is None else design.name
        NameForm(self, "designs.copy_title", tr("designs.copy_name", name=base), self._copy).open()

    def _copy(self, name: str) -> None:
        made = self.desk.command(add_design, replace(self.draft.design, name=name))
        self.show_row(next(row for row in self.list.rows if row.id == made))

    def _ask_rename(self) -> None:
        row = self._row
        if row is not None and row.id is not None:
            number = row.id
            NameForm(
                self, "designs.rename", row.design.name, lambda name: self.desk.command(rename_design, number, name)
            ).open()  # fmt: skip

    def _ask_use(self) -> None:
        if self._row is not None:
            UseForm(self.desk, self, self._row).open()

    def _ask_card(self) -> None:
        if self._row is not None:
            CardForm(self.desk, self, self._row.design.stock).open()

    def _delete(self) -> None:
        row = self._row
        if row is not None and row.id is not None:
            self.desk.try_command(delete_design, row.id)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        sides = row(self, gap=4)
        sides.setContentsMargins(0, space(3), 0, 0)
        left = column(gap=2)
        left.addWidget(self.list, 1)
        for pair in ((self.copy, self.rename), (self.use, self.delete), (self.card, self.logos)):
            line = row(gap=2)
            for button in pair:
                line.addWidget(button, 1)
            left.addLayout(line)
        shown = row(gap=2)
        shown.addWidget(Text("designs.sample", role="muted", parent=self))
        shown.addWidget(self.sample, 1)
        left.insertLayout(1, shown)
        self.list.setFixedWidth(_LIST_WIDTH)
        sides.addLayout(left)
        middle = column(gap=2)
        top = row(gap=2)
        for part in (self.undo, self.redo, self.discard):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.save)
        middle.addLayout(top)
        middle.addWidget(self.banner)
        middle.addWidget(self.canvas, 1)
        sides.addLayout(middle, 1)
        right = column(gap=2)
        self.panel.setFixedWidth(_PANEL_WIDTH)
        right.addWidget(self.panel, 1)
        right.addWidget(self.kind)
        right.addWidget(self.add)
        sides.addLayout(right)

    def _connect(self) -> None:
        self._soon.timeout.connect(self._draw)
        self.list.table.current_changed.connect(self._row_chosen)
        self.sample.activated.connect(lambda _: self._soon.start())
        self.canvas.chosen.connect(lambda place: self.panel.show_field(self.draft.design, place, self.editable))
        self.canvas.placed.connect(self._placed)
        self.canvas.removed.connect(self._remove)
        self.panel.chosen.connect(self._choose)
        self.panel.changed.connect(self._field_changed)
        self.panel.removed.connect(self._remove)
        self.undo.clicked.connect(lambda: self._step(True))
        self.redo.clicked.connect(lambda: self._step(False))
        self.discard.clicked.connect(self._discard)
        self.save.clicked.connect(self.save_design)
        self.add.clicked.connect(self._add)
        self.copy.clicked.connect(self._ask_copy)
        self.rename.clicked.connect(self._ask_rename)
        self.use.clicked.connect(self._ask_use)
        self.delete.clicked.connect(self._delete)
        self.card.clicked.connect(self._ask_card)
        self.logos.clicked.connect(lambda: LogoForm(self.desk, self).open())

    def _row_chosen(self, row: DesignRow | None) -> None:
        if row is not None and (self._row is None or _key(row) != _key(self._row)):
            self.show_row(row)


def _key(row: DesignRow) -> int | str:
    """What a design is known by as long as the window is open."""
    return row.design.name if row.id is None else row.id
