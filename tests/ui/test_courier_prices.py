"""The price tables of the couriers station: brought in from a list, shown, taken out and put back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.desks import Told, open_desk
from ui.couriers.prices_page import PricesPage, ProblemsForm
from ui.desk import Desk
from ui.language import tr
from warehouse_app.dispatch.prices.files import HEADER
from warehouse_app.store.warehouse import Warehouse


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PricesPage:
    made = PricesPage(desk)
    qtbot.addWidget(made)
    made.resize(1190, 620)
    desk.changed.connect(lambda topics: made.refresh() if topics & made.topics else None)
    made.show()
    made.refresh()
    return made


def test_the_example_is_saved_brought_in_taken_out_and_put_back(
    desk: Desk, page: PricesPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, path = Told(desk), tmp_path / "prices.xlsx"
    assert page.list.table.empty.isVisible()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    page.example.click()
    qtbot.waitUntil(lambda: told.codes == ["couriers.prices_written"])
    page.bring_in.click()
    qtbot.waitUntil(lambda: told.codes[1:] == ["couriers.prices_imported"])
    (line,) = page.list.rows
    assert (line.courier, line.zones, line.state) == ("中通快递", 2, "now")
    assert [zone.name for zone in page.zones.rows] == ["一区", "其他地区"]
    page.remove.click()
    assert page.list.rows == []
    page.undo.click()
    assert [row.courier for row in page.list.rows] == ["中通快递"]


def test_a_list_with_a_bad_row_is_shown_row_by_row_and_kept_out(
    desk: Desk, page: PricesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "bad.csv"
    row = ("中通快递", "", "", "浙江", "1000", "-3", "1000", "1", "", "", "", "")
    strange = ("飞鸽", "", "", "浙江", "1000", "3", "1000", "1", "", "", "", "")
    path.write_text("\n".join(",".join(cells) for cells in (HEADER, row, strange)), encoding="utf-8")
    page.import_file(path)
    qtbot.waitUntil(lambda: bool(page.window().findChildren(ProblemsForm)))
    (form,) = page.window().findChildren(ProblemsForm)
    assert [(problem.row, problem.code) for problem in form.lines.rows] == [
        (2, "sheets.negative"),
        (3, "dispatch.unknown_courier"),
    ]
    columns = {form.lines.table.model.data(form.lines.table.model.index(at, 1)) for at in range(2)}
    assert tr("sheets.field_courier") in columns  # not the field's own name
    form.accept()
    assert page.list.rows == []


def test_a_list_with_other_columns_is_told(desk: Desk, page: PricesPage, qtbot: QtBot, tmp_path: Path) -> None:
    told, path = Told(desk), tmp_path / "orders.csv"
    path.write_text("订单号,数量\n1,2", encoding="utf-8")
    page.import_file(path)
    qtbot.waitUntil(lambda: told.codes == ["sheets.unknown_layout"])
