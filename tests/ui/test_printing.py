"""Printing: pages at their own size and at the printer's dots, and a print job that always knows how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shop import add_orders, add_products, add_stock, add_waybills, order, release_and_wave
from tests.ui.desks import Told, open_desk, settle
from ui import printing
from ui.desk import Desk
from warehouse_app.dispatch.labels import SIZE_76X130, SIZE_100X180, Label, LabelSize, write_labels
from warehouse_app.dispatch.papers import LABEL, make_wave_papers
from warehouse_app.dispatch.queries import print_jobs, wave_papers
from warehouse_app.errors import Cancelled, Conflict, NotFound, Unreadable
from warehouse_app.store.warehouse import Warehouse

MM = 72 / 25.4


@pytest.fixture
def desk(local_warehouse: Warehouse, qapp: QApplication) -> Iterator[Desk]:
    yield from open_desk(local_warehouse, qapp)


def labels(folder: Path, count: int, size: LabelSize = SIZE_76X130) -> Path:
    path = folder / "labels.pdf"
    many = [Label(f"7500000388{n:04d}", "中通快递", "张三", "13800000001", "浙江省杭州市示例路1号") for n in range(count)]
    write_labels(path, many, size)
    return path


def pdf_printer(path: Path, dpi: int = 203) -> QPrinter:
    """A real QPrinter whose paper is a PDF file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(dpi)
    return printer


@pytest.mark.parametrize("size", [SIZE_76X130, SIZE_100X180])
def test_labels_come_out_at_their_own_size_and_can_be_scanned(qapp: QApplication, tmp_path: Path, size: LabelSize) -> None:
    document = printing._open_document(labels(tmp_path, 3, size))
    printing.draw_document(document, pdf_printer(tmp_path / "printed.pdf"))
    document.close()
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    try:
        assert len(printed) == 3
        for number, page in enumerate(printed):
            assert page.get_size() == pytest.approx((size.width * MM, size.height * MM), abs=1)
            found = zxingcpp.read_barcodes(page.render(scale=203 / 72).to_pil())
            assert [code.text for code in found] == [f"7500000388{number:04d}"] * len(found)
            assert found
            page.close()
    finally:
        printed.close()


def test_a_dot_is_black_or_white(qapp: QApplication, tmp_path: Path) -> None:
    document = printing._open_document(labels(tmp_path, 1))
    printing.draw_document(document, pdf_printer(tmp_path / "printed.pdf"))
    document.close()
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    try:
        image = next(iter(printed[0].get_objects(max_depth=4))).get_bitmap().to_pil().convert("L")
    finally:
        printed.close()
    assert image.size == (round(76 / 25.4 * 203), round(130 / 25.4 * 203))
    greys = sum(image.histogram()[16:240])
    assert greys == 0


def test_progress_counts_pages_and_stopping_ends_it(qapp: QApplication, tmp_path: Path) -> None:
    document = printing._open_document(labels(tmp_path, 4))
    steps: list[tuple[int, int]] = []

    def step(done: int, pages: int) -> None:
        steps.append((done, pages))
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        printing.draw_document(document, pdf_printer(tmp_path / "printed.pdf"), step)
    document.close()
    assert steps == [(1, 4), (2, 4)]


def test_a_printer_that_cannot_take_it_is_told(qapp: QApplication, tmp_path: Path) -> None:
    document = printing._open_document(labels(tmp_path, 1))
    with pytest.raises(Conflict) as refused:
        printing.draw_document(document, pdf_printer(tmp_path / "gone" / "printed.pdf"))
    document.close()
    assert refused.value.code == "dispatch.printer_refused"


def test_missing_printer_missing_file_and_rubbish(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as missing:
        printing.print_pdf(labels(tmp_path, 1), "no such printer")
    assert (missing.value.code, missing.value.fields) == ("dispatch.printer_missing", {"printer": "no such printer"})
    with pytest.raises(NotFound) as gone:
        printing.print_pdf(tmp_path / "gone.pdf", "no such printer")
    assert gone.value.code == "dispatch.paper_gone"
    rubbish = tmp_path / "rubbish.pdf"
    rubbish.write_bytes(b"%PDF-1.4\nnothing")
    with pytest.raises(Unreadable) as unreadable:
        printing.print_pdf(rubbish, "no such printer")
    assert unreadable.value.code == "dispatch.paper_unreadable"


def test_printers_are_names(qapp: QApplication) -> None:
    assert all(isinstance(name, str) and name for name in printing.printer_names())


def test_a_job_of_a_missing_printer_fails_and_can_be_tried_again(desk: Desk, qtbot: QtBot) -> None:
    warehouse = desk.warehouse
    add_products(warehouse, 1)
    add_stock(warehouse, {"SKU1": 5})
    add_orders(warehouse, order("1001", {"SKU1": 1}), order("1002", {"SKU1": 1}))
    add_waybills(warehouse)
    wave = release_and_wave(warehouse).made
    make_wave_papers(warehouse, desk.actor, desk.name, wave.id, "zh_CN")
    told = Told(desk)
    for _ in range(2):
        paper = desk.read(wave_papers, wave.id)[LABEL]
        assert len(paper.jobs) == 2
        printing.print_jobs(desk, desk, paper.file, "gone home", paper.jobs)
        settle(qtbot, desk)
        with warehouse.reading() as session:
            jobs = [job for job in print_jobs(session) if job.paper == LABEL]
        assert {(job.state, job.error, job.printer) for job in jobs} == {("failed", "dispatch.printer_missing", "gone home")}
        assert len(jobs) == 2  # a job tried again is the same job
        assert paper.file.is_file()
    assert told.codes == ["dispatch.printer_missing"] * 2


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as gone:
        printing.open_folder(tmp_path / "gone" / "file.pdf")
    assert gone.value.code == "dispatch.folder_gone"


def test_opening_shows_the_folder_of_a_file(qapp: QApplication, tmp_path: Path) -> None:
    opened: list[str] = []

    class Taker(QObject):
        @Slot(QUrl)
        def take(self, url: QUrl) -> None:
            opened.append(url.toLocalFile())

    taker = Taker()
    QDesktopServices.setUrlHandler("file", taker, "take")  # type: ignore[arg-type]  # the stub says bytes
    try:
        (tmp_path / "list.csv").touch()
        printing.open_folder(tmp_path / "list.csv")
        printing.open_file(tmp_path / "list.csv")
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [Path(name) for name in opened] == [tmp_path, tmp_path / "list.csv"]
