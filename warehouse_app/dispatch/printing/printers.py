"""Setting up label printers: added by name, changed, paused, removed."""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlalchemy import delete, func, insert, select, update

from warehouse_app.dispatch.printing.queries import printer_named
from warehouse_app.dispatch.printing.rules import PrinterSetup, check_setup
from warehouse_app.dispatch.printing.tables import Printer
from warehouse_app.dispatch.tables import PrintJob
from warehouse_app.errors import Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store import audit, settings
from warehouse_app.store.warehouse import Tx


@needs(Right.SETTINGS)
def add_printer(tx: Tx, setup: PrinterSetup) -> None:
    """A printer by a new name; the first one is also the one labels go to. Raises BadInput, Conflict ``printing.name_taken``."""
    setup = _clean(setup)
    if tx.connection.execute(select(Printer.id).where(Printer.name == setup.name)).first():
        raise Conflict("printing.name_taken", printer=setup.name)
    first = not tx.connection.execute(select(func.count()).select_from(Printer)).scalar()
    tx.connection.execute(insert(Printer).values(**asdict(setup)))
    if first and not settings.get(tx.session, "label_printer"):
        settings.put(tx, "label_printer", setup.name)
    audit.record(tx, "printer_added", setup.name)
    tx.touch("printers")


@needs(Right.SETTINGS)
def change_printer(tx: Tx, setup: PrinterSetup) -> None:
    """Another address, kind, dpi or number of copies for the printer of this name. Raises BadInput, NotFound."""
    setup = _clean(setup)
    changed = update(Printer).where(Printer.name == setup.name).values(**asdict(setup))
    if not tx.connection.execute(changed).rowcount:
        raise NotFound("printing.no_such_printer", printer=setup.name)
    audit.record(tx, "printer_changed", setup.name)
    tx.touch("printers")


@needs(Right.SETTINGS)
def remove_printer(tx: Tx, name: str) -> None:
    """Take a printer off the list; what was printed on it stays known. Raises NotFound.

    Raises Conflict while labels wait for it. Was it the one labels go to, they are kept as files until another is chosen.
    """
    waiting = select(func.count()).where(PrintJob.printer == name, PrintJob.state == "waiting")
    if there := tx.connection.execute(waiting).scalar():
        raise Conflict("printing.labels_wait", printer=name, n=there)
    if not tx.connection.execute(delete(Printer).where(Printer.name == name)).rowcount:
        raise NotFound("printing.no_such_printer", printer=name)
    if settings.get(tx.session, "label_printer") == name:
        settings.put(tx, "label_printer", "")
    audit.record(tx, "printer_removed", name)
    tx.touch("printers")


@needs(Right.SETTINGS)
def choose_printer(tx: Tx, name: str) -> None:
    """Labels go to this printer from now on; "" keeps them as files."""
    settings.put(tx, "label_printer", name)
    tx.touch("printers")


@needs(Right.SETTINGS)
def choose_label_on_complete(tx: Tx, on: bool) -> None:
    """Whether each label is printed when its parcel is complete, instead of a wave's labels all at once."""
    settings.put(tx, "label_on_complete", on)


@needs(Right.PRINT)
def pause_printer(tx: Tx, name: str, *, paused: bool) -> None:
    """Let the labels before a printer wait, or go on. A printer of the system's that nobody set up gets a row for it."""
    changed = update(Printer).where(Printer.name == name).values(paused=paused)
    if not tx.connection.execute(changed).rowcount and paused:
        tx.connection.execute(insert(Printer).values(**asdict(replace(printer_named(tx.session, name), paused=True))))
    tx.touch("printers", "print_jobs")


def _clean(setup: PrinterSetup) -> PrinterSetup:
    clean = replace(setup, name=setup.name.strip(), address=setup.address.strip())
    check_setup(clean)
    return clean
