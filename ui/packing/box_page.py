"""What the desk shows of a parcel's box: the page while it is owed, and the strip beside the parcel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from ui.catalog.entering import centimetres
from ui.language import tr
from ui.theme import space
from ui.widgets.chips import Flow
from ui.widgets.item_card import Picture
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Button, Text
from warehouse_app.packing.boxes.queries import Material, Offer
from warehouse_app.packing.boxes.rules import in_words

_OTHERS = 4
_LOW = 3


class BoxPage(QFrame):
    """The box to take as big as the item was, its filling, which can be put right, and the other boxes as buttons.

    ``chosen(sku ids, filling)``: an empty list for none.
    """

    chosen = Signal(list, object)  # the boxes, and pieces of each filling (None: nothing is said of it)

    def __init__(self, pictures: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._pictures = pictures
        self._offer: Offer | None = None
        self.picture = Picture(self, size=space(40))
        self.title = Text("boxes.looking", role="muted", parent=self)
        self.name = Text(role="item", wrap=True, parent=self)
        self.about = Text(role="text", wrap=True, parent=self)
        self.bin = Text(role="bin", parent=self)
        self.filling = Text(role="large", wrap=True, parent=self)
        self.others = Flow(self, gap=2)
        self._buttons = [Button(parent=self) for _ in range(_OTHERS)]
        self._ids: list[int] = []
        for number, button in enumerate(self._buttons):
            button.clicked.connect(lambda _checked, number=number: self._choose([self._ids[number]]))
        self.as_it_is = Button("boxes.as_it_is", kind="quiet", parent=self)
        self.as_it_is.clicked.connect(lambda: self._choose([]))
        self.less = Button(icon="minus", kind="quiet", parent=self)
        self.more = Button(icon="plus", kind="quiet", parent=self)
        self._pieces: dict[int, int] = {}
        for button, by, told in ((self.less, -1, "boxes.fill_less"), (self.more, 1, "boxes.fill_more")):
            button.setMinimumSize(space(11), space(11))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(tr(told))
            button.clicked.connect(lambda _checked, by=by: self._change(by))
        for button in (*self._buttons, self.as_it_is):
            button.setMinimumHeight(space(11))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Enter after a scan never presses a button by chance
            self.others.add(button)
        self._lay_out()

    def _lay_out(self) -> None:
        outside = column(self, gap=3, margin=5)
        inside = row(gap=6)
        inside.addWidget(self.picture)
        words = column(gap=2)
        words.addStretch(1)
        for text in (self.title, self.name, self.about):
            words.addWidget(text)
        foot = row(gap=4)
        foot.addWidget(self.bin)
        foot.addWidget(self.filling, 3)
        foot.addWidget(self.less)
        foot.addWidget(self.more)
        foot.addStretch(1)
        words.addLayout(foot)
        words.addStretch(1)
        inside.addLayout(words, 1)
        outside.addLayout(inside, 1)
        outside.addWidget(self.others)

    def show_offer(self, offer: Offer | None) -> None:
        """Show what is suggested; None: nobody knows yet."""
        self._offer = offer
        self._pieces = dict(offer.fill.by_id) if offer is not None and offer.fill is not None else {}
        boxes = offer.boxes if offer is not None else ()
        picture = boxes[0].picture if boxes else ""
        self.picture.show_file(self._pictures / picture if picture else None)
        self.title.show_code(_title(offer))
        self.name.show_plain(in_words([box.name for box in boxes]))
        self.name.setVisible(bool(boxes))
        self._show_words()
        self._show_others(offer)

    def _show_words(self) -> None:
        offer = self._offer
        boxes = offer.boxes if offer is not None else ()
        self.about.show_plain(_about(offer))
        self.about.setVisible(bool(self.about.text()))
        self.bin.show_plain("  ".join(dict.fromkeys(code for box in boxes for code in box.bins[:1])))
        self.bin.setVisible(bool(self.bin.text()))
        self.filling.show_plain(_filling(offer, self._pieces))
        self.filling.setVisible(bool(self.filling.text()))
        for button in (self.less, self.more):
            button.setVisible(bool(self._pieces))
        self.less.setEnabled(any(self._pieces.values()))

    @property
    def pieces(self) -> dict[int, int] | None:
        """The pieces of each filling that go into the box suggested; None: nothing is said of it."""
        offer = self._offer
        return dict(self._pieces) or (None if offer is None else offer.filling_of([box.sku_id for box in offer.boxes]))

    def _change(self, by: int) -> None:
        """One piece more of the first filling, or one less of the first there is."""
        sku_id = next((key for key, n in self._pieces.items() if by > 0 or n), None)
        if sku_id is not None:
            self._pieces[sku_id] += by
            self._show_words()

    def _choose(self, boxes: list[int]) -> None:
        self.chosen.emit(boxes, {} if not boxes else None if self._offer is None else self._offer.filling_of(boxes))

    def _show_others(self, offer: Offer | None) -> None:
        fit = offer.others if offer is not None and offer.boxes else offer.every if offer is not None else ()
        self._ids = [box.sku_id for box in fit[:_OTHERS]]
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(self._ids))
            if number < len(self._ids):
                button.setText(fit[number].name)

    def changeEvent(self, event: QEvent) -> None:
        """Words put together here, in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_words()
        super().changeEvent(event)


class BoxStrip(QWidget):
    """The suggested box in a few lines beside the parcel, what it was packed in, and which materials run low."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer: Offer | None = None
        self._low: tuple[Material, ...] = ()
        sheet = card(self)
        column(self).addWidget(sheet)
        inside = column(sheet, gap=1, margin=3)
        self.title = Text("boxes.looking", role="small", parent=sheet)
        self.name = Text(role="large", wrap=True, parent=sheet)
        self.about = Text(role="muted", wrap=True, parent=sheet)
        self.low = Text(role="mistake", wrap=True, parent=sheet)
        for text in (self.title, self.name, self.about, self.low):
            inside.addWidget(text)
        self.show_offer(None)

    def show_offer(self, offer: Offer | None) -> None:
        """Show what is suggested or taken."""
        self._offer = offer
        self._say()

    def show_low(self, low: Sequence[Material]) -> None:
        """Show what runs low."""
        self._low = tuple(low)
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Words put together here, in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        offer = self._offer
        taken = None if offer is None else offer.taken
        self.title.show_code("boxes.taken" if taken is not None else _title(offer))
        name = (
            (taken or tr("boxes.as_it_is"))
            if taken is not None
            else in_words([box.name for box in offer.boxes])
            if offer is not None
            else ""
        )
        self.name.show_plain(name)
        self.name.setVisible(bool(name))
        places = "  ".join(dict.fromkeys(code for box in offer.boxes for code in box.bins[:1])) if offer is not None else ""
        about = [] if taken is not None else [part for part in (places, _filling(offer)) if part]
        self.about.show_plain("\n".join(about))
        self.about.setVisible(bool(about))
        self.low.show_plain(tr("boxes.low", names=low_names(self._low)) if self._low else "")
        self.low.setVisible(bool(self._low))
        self.setVisible(offer is not None)


def low_names(low: Sequence[Material]) -> str:
    """What runs low, each with what is left of it."""
    more = len(low) - _LOW
    told = [f"{one.name} {one.free}" for one in low[:_LOW]]
    return tr("packing.between").join([*told, *([f"+{more}"] if more > 0 else [])])


def _title(offer: Offer | None) -> str:
    if offer is None:
        return "boxes.looking"
    if offer.unknown:
        return "boxes.unknown_sizes"
    if not offer.boxes:
        return "boxes.nothing_fits" if any(box.size for box in offer.every) else "boxes.no_boxes"
    return "boxes.take_several" if len(offer.boxes) > 1 else "boxes.take"


def _about(offer: Offer | None) -> str:
    if offer is None:
        return ""
    if offer.unknown:
        return tr("boxes.tell_sizes", goods=tr("packing.between").join(offer.unknown[:_LOW]))
    if len(offer.boxes) != 1:
        return ""
    box = offer.boxes[0]
    size = " × ".join(centimetres(side) for side in box.size or ())
    code = "boxes.about" if box.free else "boxes.about_none"
    return f"{box.seller_code}   {tr(code, size=size, n=box.free)}"


def _filling(offer: Offer | None, more: Mapping[int, int] | None = None) -> str:
    """The filling in words; ``more``: pieces by SKU as somebody put them right."""
    if offer is None or offer.filling is None or not offer.boxes:
        return ""
    if offer.fill is None or not offer.fill.pieces:
        return tr("boxes.fill", filling=offer.filling.name, percent=offer.empty_percent)
    counted = more or offer.fill.by_id
    parts = (tr("boxes.fill_part", name=one.name, n=counted.get(one.sku_id, 0)) for one, _ in offer.fill.pieces)
    return tr("boxes.fill_pieces", litres=f"{offer.fill.ml / 1000:.1f}", pieces=tr("packing.between").join(parts))
