"""A print component as one of the queue's ways to a printer: each label is one task, printed from the platform's own data."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from warehouse_app.dispatch.components.client import USUAL, Outcome, PrintState, Timeouts, print_by_component
from warehouse_app.dispatch.components.rules import Document, parse_printer
from warehouse_app.dispatch.numbers.tables import NumberPrint
from warehouse_app.dispatch.printing.transports import Sheet, Unanswered, Unreachable
from warehouse_app.dispatch.tables import PrintJob, WaybillNumber
from warehouse_app.errors import BadInput, Conflict, WarehouseError
from warehouse_app.store.warehouse import Warehouse

log = logging.getLogger(__name__)


def task_of(job_id: int, at: datetime) -> str:
    """The task's name at the component: the job's, with its moment, for a component serves several shops and folders."""
    return f"packdesk-{at:%Y%m%d%H%M%S}-{job_id}"


@dataclass(frozen=True, slots=True)
class ComponentTransport:
    """The printer of a print component, by its setting (``rules.parse_printer``)."""

    warehouse: Warehouse
    setting: str
    timeouts: Timeouts = USUAL

    def print_sheet(self, sheet: Sheet) -> None:
        """Have one label printed and wait for the component's word; the same job again is the same task.

        Raises BadInput ``numbers.bad_component``, Conflict ``numbers.no_print_data`` (the number came without any) or what the
        component said, Unreachable (it is not running), Unanswered (it was closed or silent meanwhile).
        """
        found = parse_printer(self.setting)
        if found is None:
            raise BadInput("numbers.bad_component", printer=self.setting)
        job = self._job(sheet.job_id)
        if job.print_data is None:
            raise Conflict("numbers.no_print_data", number=sheet.waybill)
        address, printer = found

        def heard(state: PrintState) -> None:
            log.info("label %s on print component %s: %s", sheet.job_id, address.dialect.vendor, state)

        outcome = print_by_component(
            address, printer, task_of(sheet.job_id, job.at), [Document(sheet.waybill, job.print_data)], self.timeouts, heard,
            again=True,
        )  # fmt: skip
        if outcome.state != "printed":
            raise _error(outcome)

    def _job(self, job_id: int) -> Any:
        wanted = (
            select(PrintJob.at, NumberPrint.print_data)
            .outerjoin(WaybillNumber, WaybillNumber.parcel_id == PrintJob.parcel_id)
            .outerjoin(NumberPrint, NumberPrint.number_id == WaybillNumber.id)
            .where(PrintJob.id == job_id)
        )
        with self.warehouse.reading() as session:
            return session.execute(wanted).one()


def _error(outcome: Outcome) -> WarehouseError:
    """What the queue makes of a label that did not come out."""
    if outcome.code.startswith("numbers.off_"):
        return Unreachable(outcome.code, **outcome.fields)
    kind = Unanswered if outcome.state == "unknown" else Conflict
    return kind(outcome.code, **outcome.fields)
