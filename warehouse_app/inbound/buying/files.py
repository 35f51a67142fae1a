"""The purchase order as a workbook, for suppliers who copy from it."""

from __future__ import annotations

from pathlib import Path

from warehouse_app.errors import BadInput
from warehouse_app.inbound.buying.documents import PurchasePaper, captions, facts, total
from warehouse_app.sheets.writer import Value, write_xlsx
from warehouse_app.words import Language, say


def write_purchase_xlsx(path: Path, order: PurchasePaper, language: Language = "zh_CN") -> None:
    """What the paper says: number and facts, the table with numbers as numbers, the total below.

    Raises BadInput ``paper.nothing_to_print``, ``sheets.cannot_write``.
    """
    if not order.lines:
        raise BadInput("paper.nothing_to_print")
    title = [say("buying.paper_title", language), say("buying.paper_number", language, number=order.number)]
    # Header rows are written as they are; what people typed goes through the rows, which no spreadsheet runs as a formula.
    rows: list[list[Value]] = [[fact] for fact in facts(order, language)]
    rows.append(list(captions(language)))
    for number, line in enumerate(order.lines, 1):
        amount = None if line.price is None else line.price * line.quantity
        names = [line.seller_code, line.supplier_code, line.name, line.variant]
        rows.append([number, *names, line.quantity, line.price, amount])
    rows.append([total(order, language)])
    write_xlsx(path, [title], rows)
