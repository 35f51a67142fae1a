"""Papers to the system's printers: a PDF is drawn page by page at the printer's own dots and given to the spooler.

On a new machine no printer is chosen: papers then lie as PDF files in the data folder. Qt's PDF and printing modules are
imported late; they are needed only here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QObject, QRect, QSize, QSizeF, QUrl
from PySide6.QtGui import QDesktopServices, QPageLayout, QPageSize, QPainter

from ui.desk import Desk
from ui.jobs import Progress
from ui.language import tr
from warehouse_app.dispatch.components.rules import PREFIX, parse_printer
from warehouse_app.dispatch.printing.queries import printer_named
from warehouse_app.dispatch.printing.rules import Kind, PrinterSetup
from warehouse_app.errors import Conflict, NotFound, Unreadable, WarehouseError
from warehouse_app.store.warehouse import Actor, Warehouse

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

    from warehouse_app.dispatch.printing.transports import Sheet, Transport

POINTS_PER_INCH = 72
MOST_PIXELS = 36_000_000
"""A page is held as one picture: A4 at 600 dpi is 35 million pixels, 140 MB; beyond that dots are doubled."""

Step = Callable[[int, int], None]


def printer_names() -> list[str]:
    """The printers the system knows, by name; none where the system cannot print."""
    try:
        from PySide6.QtPrintSupport import QPrinterInfo
    except ImportError:
        return []
    return list(QPrinterInfo.availablePrinterNames())


def is_component(printer: str) -> bool:
    """Whether a platform's print component prints there."""
    return printer.startswith(PREFIX)


def shown_printer(printer: str) -> str:
    """A printer as a person knows it: a component's with the component's name."""
    found = parse_printer(printer)
    return printer if found is None else tr(f"numbers.printers_of_{found[0].dialect.vendor}", printer=found[1])


def open_folder(path: Path) -> None:
    """Show a file's folder, or a folder, in the system's file manager. Raises NotFound when it is gone."""
    folder = path if path.is_dir() else path.parent
    if not folder.is_dir():
        raise NotFound("dispatch.folder_gone", folder=str(folder))
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def open_file(path: Path) -> None:
    """Show a paper in the system's PDF reader. Raises NotFound when it is gone."""
    if not path.is_file():
        raise NotFound("dispatch.paper_gone", file=path.name)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def print_pdf(path: Path, printer: str, step: Step | None = None, *, page: int | None = None) -> None:
    """Print a PDF, or the one ``page`` of it (from 1), at its own size; works in any thread. ``step(pages done, pages)`` may
    raise Cancelled.

    Raises NotFound (the printer or the file is gone), Unreadable (no PDF), Conflict (the printer or its spooler refused).
    """
    document = _open_document(path)
    try:
        if page is not None and not 0 < page <= document.pageCount():
            raise Unreadable("dispatch.paper_unreadable", file=path.name)
        draw_document(document, _open_printer(printer), step, range(document.pageCount()) if page is None else [page - 1])
    finally:
        document.close()


def draw_document(
    document: QPdfDocument, printer: QPrinter, step: Step | None = None, wanted: Sequence[int] | None = None
) -> None:
    """Draw every page of a document, or those ``wanted`` (from 0), on a printer. Raises Conflict when the printer refuses."""
    name = printer.printerName() or printer.outputFileName()
    numbers = range(document.pageCount()) if wanted is None else wanted
    pages = len(numbers)
    _set_page(printer, document.pagePointSize(numbers[0]))
    painter = QPainter()
    if not painter.begin(printer):
        raise Conflict("dispatch.printer_refused", printer=name)
    try:
        for done, page in enumerate(numbers, 1):
            if done > 1:
                _set_page(printer, document.pagePointSize(page))
                if not printer.newPage():
                    raise Conflict("dispatch.printer_refused", printer=name)
            _draw_page(document, page, printer, painter)
            if step is not None:
                step(done, pages)
    except BaseException:
        printer.abort()
        painter.end()
        raise
    if not painter.end() or printer.printerState() in (printer.PrinterState.Error, printer.PrinterState.Aborted):
        raise Conflict("dispatch.printer_refused", printer=name)


def _open_document(path: Path) -> QPdfDocument:
    from PySide6.QtPdf import QPdfDocument

    if not path.is_file():
        raise NotFound("dispatch.paper_gone", file=path.name)
    document: QPdfDocument = QPdfDocument()  # parentless: it lives in whichever thread prints
    if document.load(str(path)) is not QPdfDocument.Error.None_ or not document.pageCount():
        raise Unreadable("dispatch.paper_unreadable", file=path.name)
    return document


def _open_printer(name: str) -> QPrinter:
    if name.startswith(PREFIX):
        raise Conflict("numbers.component_labels_only")
    if name not in printer_names():
        raise NotFound("dispatch.printer_missing", printer=name)
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    if not printer.isValid():
        raise NotFound("dispatch.printer_missing", printer=name)
    return printer


def _set_page(printer: QPrinter, points: QSizeF) -> None:
    """The page as large as the paper it was made for, up to its edges: a label is never scaled to A4."""
    printer.setFullPage(True)
    upright = points if points.width() <= points.height() else points.transposed()
    size = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation.Portrait if upright == points else QPageLayout.Orientation.Landscape
    printer.setPageLayout(QPageLayout(size, way, QMarginsF(0, 0, 0, 0)))


def _draw_page(document: QPdfDocument, page: int, printer: QPrinter, painter: QPainter) -> None:
    """One page as a picture of the printer's own dots, without grey edges, which a label printer cannot print."""
    from PySide6.QtPdf import QPdfDocumentRenderOptions

    points, dpi = document.pagePointSize(page), printer.resolution()
    width, height = (round(side * dpi / POINTS_PER_INCH) for side in (points.width(), points.height()))
    coarser = max(1, math.ceil(math.sqrt(width * height / MOST_PIXELS)))
    flags = QPdfDocumentRenderOptions.RenderFlag
    options = QPdfDocumentRenderOptions()
    options.setRenderFlags(flags.TextAliased | flags.ImageAliased | flags.PathAliased)
    picture = document.render(page, QSize(width // coarser, height // coarser), options)
    painter.drawImage(QRect(0, 0, width, height), picture)


@dataclass(frozen=True, slots=True)
class SystemTransport:
    """Labels through the system's own driver, page by page, as the queue wants them (``printing.transports.Transport``)."""

    printer: str

    def print_sheet(self, sheet: Sheet) -> None:
        """Print one label, as often as wanted. Raises Unreachable (the system has no such printer now), else as ``print_pdf``."""
        from warehouse_app.dispatch.printing.transports import Unreachable

        if self.printer not in printer_names():
            raise Unreachable("dispatch.printer_missing", printer=self.printer)
        for _ in range(sheet.copies):
            print_pdf(sheet.file, self.printer, page=sheet.page)


def transport_of(warehouse: Warehouse, setup: PrinterSetup) -> Transport:
    """The way to any printer there is. Raises BadInput ``printing.bad_address``."""
    from warehouse_app.dispatch.printing.transports import raw_transport

    if is_component(setup.address):
        from warehouse_app.dispatch.components.transport import ComponentTransport

        return ComponentTransport(warehouse, setup.address)
    return SystemTransport(setup.address) if setup.kind is Kind.QT else raw_transport(setup)


def print_jobs(desk: Desk, owner: QObject, file: Path, printer: str, jobs: Sequence[int]) -> None:
    """Print a recorded paper off the window's thread; its jobs end ``printed`` or ``failed``, and then it is told.

    A failed job keeps its file and can be printed again.
    """
    actor = desk.actor

    def work(progress: Progress) -> str:
        print_recorded(desk, actor, file, printer, jobs, progress)
        return printer

    _print_in_background(desk, owner, work)


def print_recorded(desk: Desk, actor: Actor, file: Path, printer: str, jobs: Sequence[int], progress: Progress) -> None:
    """Print a recorded paper in this thread; its jobs end ``printed`` or ``failed``. Raises what ``print_pdf`` raises."""
    from warehouse_app.dispatch.papers import finish_print, send_jobs

    with desk.warehouse.transaction(actor, desk.name) as tx:
        send_jobs(tx, jobs, printer)
    try:
        print_pdf(file, printer, progress.step)
    except WarehouseError as error:
        with desk.warehouse.transaction(actor, desk.name) as tx:
            finish_print(tx, jobs, "failed", error.code)
        raise
    with desk.warehouse.transaction(actor, desk.name) as tx:
        finish_print(tx, jobs, "printed")


def print_file(desk: Desk, owner: QObject, file: Path, printer: str) -> None:
    """Print a paper that belongs to no parcel (a manifest, labels of goods) off the window's thread, on one of the system's
    printers or on a label printer that was set up.
    """
    setup = desk.read(printer_named, printer)

    def work(progress: Progress) -> str:
        if setup.kind is Kind.QT:
            print_pdf(file, setup.address, progress.step)
        else:
            _print_pages(desk.warehouse, file, setup, progress.step)
        return printer

    _print_in_background(desk, owner, work)


def _print_pages(warehouse: Warehouse, file: Path, setup: PrinterSetup, step: Step) -> None:
    from warehouse_app.dispatch.printing.transports import Sheet

    document = _open_document(file)
    pages = document.pageCount()
    document.close()
    transport = transport_of(warehouse, setup)
    for page in range(1, pages + 1):
        transport.print_sheet(Sheet(file, page, "", 0))
        step(page, pages)


def _print_in_background(desk: Desk, owner: QObject, work: Callable[[Progress], str]) -> None:
    def done(printer: str) -> None:
        desk.messages.tell("right", "dispatch.printed", printer=shown_printer(printer))

    def failed(error: WarehouseError) -> None:
        desk.changed.emit(topics)  # the jobs are kept as failed: whoever shows what is still to be printed has to know
        desk.messages.error(error)

    topics = frozenset({"print_jobs"})
    desk.work(work, done, failed=failed, title_code="dispatch.printing", owner=owner, touches=topics)
