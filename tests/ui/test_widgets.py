"""The pieces stations are built from: a table that fetches pages and never falls over, a band that says it three ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPixmap
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Noise
from ui import theme
from ui.theme import ToneName
from ui.widgets.empty_state import EmptyState
from ui.widgets.paged_model import Column, GroupHeading, PagedModel
from ui.widgets.table import Table
from ui.widgets.text import Button
from ui.widgets.verdict_band import TONE_OF, VerdictBand, VerdictKind
from warehouse_app.errors import Busy, WarehouseError

pytestmark = pytest.mark.usefixtures("chinese")
ROLES = [Qt.ItemDataRole(number) for number in range(14)]


@dataclass(frozen=True)
class Bin:
    """One row of a test's table."""

    code: str
    on_hand: int | None


class Shelf:
    """Bins to fetch, and how often they were asked for."""

    def __init__(self, count: int) -> None:
        self.bins = [Bin(f"A-{number:05d}", number) for number in range(count)]
        self.asked: list[tuple[int, int, str | None, bool]] = []
        self.error: Exception | None = None

    def __call__(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[list[Bin], int]:
        self.asked.append((offset, limit, sort, descending))
        if self.error is not None:
            raise self.error
        ordered = sorted(self.bins, key=lambda row: row.code, reverse=descending) if sort else self.bins
        return ordered[offset : offset + limit], len(self.bins)


class LongShelf(Shelf):
    """A million bins, of which only those asked for are made."""

    LENGTH = 1_000_000

    def __call__(self, offset: int, limit: int, sort: str | None, descending: bool) -> tuple[list[Bin], int]:
        self.asked.append((offset, limit, sort, descending))
        return [Bin(f"A-{n:05d}", n) for n in range(offset, min(offset + limit, self.LENGTH))], self.LENGTH


def tone_of(row: Bin) -> ToneName | None:
    return "wrong" if row.on_hand == 0 else None


COLUMNS = [
    Column[Bin]("code", "ui.search", width=0),
    Column[Bin]("on_hand", "ui.save", tone=tone_of, align="right", sortable=False),
]


def model_of(shelf: Shelf, page: int = 100) -> PagedModel[Bin]:
    return PagedModel(COLUMNS, shelf, page=page)


def text(model: QAbstractItemModel, row: int, column: int = 0) -> object:
    return model.data(model.index(row, column))


# --- the model ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_qts_own_tester_finds_nothing_wrong(qapp: QApplication, count: int):
    shelf = Shelf(count)
    model = model_of(shelf)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)  # Noise fails on it
    model.refresh()
    model.sort(0, Qt.SortOrder.DescendingOrder)
    shelf.bins = shelf.bins[: count // 2]
    model.refresh()
    model.retranslate()
    assert model.rowCount() == count // 2
    assert tester.model() is model


def test_nothing_is_fetched_before_it_is_wanted(qapp: QApplication):
    shelf = Shelf(1000)
    model = model_of(shelf)
    assert (model.rowCount(), model.is_loaded, shelf.asked) == (0, False, [])
    model.refresh()
    assert shelf.asked == [(0, 100, None, False)]
    assert (model.rowCount(), model.total, model.is_loaded) == (1000, 1000, True)


def test_a_page_is_fetched_once_however_often_it_is_painted(qapp: QApplication):
    shelf = LongShelf(0)
    model = model_of(shelf)
    model.refresh()
    for _ in range(3):
        for row in range(40):
            for column in range(2):
                for role in ROLES:
                    model.data(model.index(row, column), role)
    assert len(shelf.asked) == 1
    assert text(model, 999_999) == "A-999999"
    assert text(model, 500_050) == "A-500050"
    assert shelf.asked[1:] == [(999_900, 100, None, False), (500_000, 100, None, False)]


def test_all_rows_for_an_export_take_one_fetch_a_page(qapp: QApplication):
    shelf = Shelf(1050)
    model = model_of(shelf)
    model.refresh()
    assert list(model.rows()) == shelf.bins
    assert len(shelf.asked) == 11
    assert list(model.rows(most=3)) == shelf.bins[:3]


def test_memory_is_bounded_and_what_was_let_go_is_fetched_again(qapp: QApplication):
    shelf = Shelf(10_000)
    model = model_of(shelf)
    model.refresh()
    for number in range(0, 10_000, 100):
        assert text(model, number) == f"A-{number:05d}"
    assert len(model._pages) <= 40
    fetched = len(shelf.asked)
    assert text(model, 0) == "A-00000"
    assert len(shelf.asked) == fetched + 1


def test_sorting_is_the_databases_work(qapp: QApplication):
    shelf = Shelf(300)
    model = model_of(shelf)
    model.sort(0)
    assert shelf.asked == []  # not loaded yet
    model.refresh()
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert text(model, 0) == "A-00299"
    model.sort(1, Qt.SortOrder.DescendingOrder)  # cannot be sorted: natural order
    model.sort(-1)
    assert [asked[2:] for asked in shelf.asked] == [("code", False), ("code", True), (None, False), (None, False)]


def test_rows_that_others_took_away_meanwhile(qapp: QApplication, qtbot: QtBot):
    shelf = Shelf(300)
    model = model_of(shelf)
    model.refresh()
    shelf.bins = shelf.bins[:150]
    assert text(model, 299) is None
    assert model.rowCount() == 300  # not in the middle of painting
    qtbot.waitUntil(lambda: model.rowCount() == 150)


def test_data_answers_whatever_it_is_asked(qapp: QApplication):
    model = model_of(Shelf(3))
    model.refresh()
    for index in (QModelIndex(), model.index(99, 0), model.index(0, 99), model.index(-1, -1), *cells(model)):
        for role in [*ROLES, 256, 257, -1]:
            model.data(index, role)
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.row_at(-1) is model.row_at(3) is None


def cells(model: QAbstractItemModel) -> list[QModelIndex]:
    return [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]


def test_an_index_kept_from_before_the_rows_went(qapp: QApplication):
    shelf = Shelf(5)
    model = model_of(shelf)
    model.refresh()
    kept = model.index(4, 0)
    shelf.bins = []
    model.refresh()
    assert model.data(kept) is None


def test_nothing_known_is_an_empty_cell_and_a_tone_is_colour_and_shape(qapp: QApplication):
    shelf = Shelf(2)
    shelf.bins[1] = Bin("B", None)
    model = model_of(shelf)
    model.refresh()
    assert text(model, 1, 1) == ""
    wrong, plain = model.index(0, 1), model.index(1, 1)
    assert model.data(wrong, Qt.ItemDataRole.ForegroundRole) == QColor(theme.current().wrong.text)
    assert isinstance(model.data(wrong, Qt.ItemDataRole.DecorationRole), QPixmap)
    assert model.data(plain, Qt.ItemDataRole.DecorationRole) is None


def test_a_bug_in_a_column_is_told_once_and_the_others_go_on(qapp: QApplication, noise: Noise):
    broken = Column[Bin]("broken", "ui.stop", text=lambda row: str(1 // 0))
    model = PagedModel([*COLUMNS, broken], Shelf(50))
    model.refresh()
    assert {text(model, row, 2) for row in range(50)} == {None}
    assert text(model, 49) == "A-00049"
    assert [type(error) for error in noise.exceptions] == [ZeroDivisionError]
    noise.exceptions.clear()


def test_a_fetch_that_cannot_be_made_is_told_and_asked_once(qapp: QApplication):
    shelf = Shelf(50)
    shelf.error = Busy("store.busy")
    model = model_of(shelf)
    told: list[WarehouseError] = []
    model.failed.connect(told.append)
    model.refresh()
    assert (model.rowCount(), told, len(shelf.asked)) == (0, [shelf.error], 1)
    shelf.error = None
    model.refresh()
    assert model.rowCount() == 50


def test_a_bug_in_a_fetch_goes_to_the_crash_door(qapp: QApplication, noise: Noise):
    shelf = Shelf(50)
    shelf.error = ZeroDivisionError()
    model = model_of(shelf)
    model.refresh()
    assert model.rowCount() == 0
    assert noise.exceptions.pop() is shelf.error


# --- the table ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def make_table(qtbot: QtBot) -> Callable[[Shelf], Table[Bin]]:
    def make(shelf: Shelf) -> Table[Bin]:
        table = Table(COLUMNS, shelf, EmptyState("shelves", "ui.search"))
        qtbot.addWidget(table)
        table.resize(600, 400)
        table.show()
        qtbot.waitExposed(table)
        table.refresh()
        return table

    return make


def test_a_table_of_a_million_fetches_what_is_in_sight(make_table: Callable[[Shelf], Table[Bin]], qtbot: QtBot):
    shelf = LongShelf(0)
    table = make_table(shelf)
    table.view.grab()
    assert {offset for offset, *_ in shelf.asked} == {0}
    table.view.scrollToBottom()
    table.view.grab()
    assert {offset for offset, *_ in shelf.asked} == {0, 999_900}


def test_an_empty_table_says_what_to_do(make_table: Callable[[Shelf], Table[Bin]]):
    shelf = Shelf(0)
    table = make_table(shelf)
    assert table.empty.isVisible()
    shelf.bins = [Bin("A-1", 1)]
    table.refresh()
    assert not table.empty.isVisible()
    assert table.view.isVisible()


def test_a_refresh_keeps_the_place(make_table: Callable[[Shelf], Table[Bin]]):
    table = make_table(Shelf(1000))
    table.view.setCurrentIndex(table.model.index(500, 0))
    table.view.scrollTo(table.model.index(500, 0))
    place = table.view.verticalScrollBar().value()
    table.refresh()
    assert (table.view.currentIndex().row(), table.view.verticalScrollBar().value()) == (500, place)


def test_keys_pass_over_the_headings_of_groups(make_table: Callable[[Shelf], Table[Bin]], qtbot: QtBot):
    table = make_table(Shelf(250))
    table.model.headings = lambda: [GroupHeading(1, lambda: "one")] * 30 + [GroupHeading(220, lambda: "the rest")]
    table.refresh()
    QAbstractItemModelTester(table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [row.on_hand for row in table.model.rows()]
    assert (table.model.rowCount(), rows) == (281, list(range(250)))
    table.go_to(0)
    for key, end in ((Qt.Key.Key_PageDown, 249), (Qt.Key.Key_PageUp, 0)):
        seen = []
        while (row := table.current()) is not None and row.on_hand not in seen:
            seen.append(row.on_hand)
            qtbot.keyClick(table.view, key)
        assert seen[-1] == end
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert table.current() == table.model.row_at(3)


def test_enter_opens_the_row_and_ctrl_c_copies_it(make_table: Callable[[Shelf], Table[Bin]], qtbot: QtBot):
    table = make_table(Shelf(10))
    opened: list[Bin] = []
    table.activated.connect(opened.append)
    table.view.selectRow(3)
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened == [Bin("A-00003", 3)]
    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[-1].split("\t") == ["A-00003", "3"]


# --- the verdict band ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_quiet_button_that_cannot_be_pressed_looks_so(qapp: QApplication, qtbot: QtBot, look: theme.ThemeName):
    theme.apply(qapp, look)
    button = Button("ui.save", kind="quiet")
    qtbot.addWidget(button)
    for enabled in (True, False):
        button.setEnabled(enabled)
        image = button.grab().toImage()
        seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert (theme.current().accent in seen) == enabled
    theme.apply(qapp, "light")


@pytest.fixture
def band(qtbot: QtBot, qapp: QApplication) -> VerdictBand:
    theme.apply(qapp, "light")
    made = VerdictBand()
    qtbot.addWidget(made)
    made.resize(900, 120)
    return made


def seen(band: VerdictBand) -> QImage:
    return band.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def colours(image: QImage, left: int, right: int) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(left, right) for y in range(image.height())}


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("kind", TONE_OF)
def test_a_verdict_is_colour_shape_and_words(band: VerdictBand, qapp: QApplication, kind: VerdictKind, look: theme.ThemeName):
    theme.apply(qapp, look)
    try:
        band.show_verdict(kind, "ui.stop")
        tone, image = theme.current().tone(TONE_OF[kind]), seen(band)
        assert image.pixelColor(2, 2).name() == tone.band
        assert tone.on_band in colours(image, 24, 84)  # the shape
        assert tone.on_band in colours(image, 104, 300)  # the words
        assert colours(image, 850, 900) == {tone.band}
    finally:
        theme.apply(qapp, "light")


def test_verdicts_of_one_colour_differ_in_shape(band: VerdictBand):
    shapes = []
    for kind in ("wrong", "extra", "unknown"):
        band.show_verdict(kind, "ui.stop")
        shapes.append(seen(band).copy(24, 0, 60, 120))
    assert shapes[0] != shapes[1] != shapes[2] != shapes[0]


def test_an_answer_may_have_fields_called_as_its_own(band: VerdictBand):
    band.show_answer("unknown", "stock.unknown_code", {"code": "4711", "kind": "bin", "detail": "stock.unknown_code"})
    assert (band.code, band.accessibleName().count("4711")) == ("stock.unknown_code", 2)


def test_a_new_verdict_takes_the_smaller_line_away(band: VerdictBand):
    band.show_verdict("wrong", "ui.stop")
    plain = seen(band)
    band.set_detail("ui.search")
    assert (band.kind, band.code, band.detail_code) == ("wrong", "ui.stop", "ui.search")
    assert seen(band) != plain
    band.show_verdict("wrong", "ui.stop")
    assert band.detail_code == ""
    assert seen(band) == plain


@pytest.mark.parametrize("width", [1, 104, 130, 300])
def test_words_too_long_stay_inside(band: VerdictBand, width: int):
    band.show_verdict("blocked", "ui.crash_words")
    band.set_detail("ui.crash_words")
    band.resize(width, 120)
    image = seen(band)
    if width > 128:
        assert colours(image, width - 20, width) == {theme.current().blocked.band}
