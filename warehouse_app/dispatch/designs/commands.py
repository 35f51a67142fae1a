"""Keeping label designs: copied, changed, renamed, deleted, chosen for couriers; logos; what was measured on a printer.

The shipped designs are never changed: a change begins with a copy. A design that is in use can be changed, and the next
label has the change; it can be deleted only when nobody's labels have it.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from sqlalchemy import delete, select

from warehouse_app.dispatch.designs.measuring import STRAIGHT, Calibration, check_calibration
from warehouse_app.dispatch.designs.queries import EVERY_COURIER, HUNDREDTHS, own_design
from warehouse_app.dispatch.designs.rules import LONGEST_NAME, STOCKS, LabelDesign, check_design, field_data
from warehouse_app.dispatch.designs.shipped import shipped_designs
from warehouse_app.dispatch.designs.tables import LabelCalibration, LabelDesignRow, LabelUse, ShopLogo
from warehouse_app.dispatch.tables import Courier
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.paper.files import write_whole
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store import audit, settings
from warehouse_app.store.warehouse import Tx

TOPIC = "label_designs"
LARGEST_LOGO, LOGO_PIXELS = 20_000_000, 600  # bytes of the file a person chooses; a logo of 50 mm at 300 dpi


@needs(Right.LABELS)
def add_design(tx: Tx, design: LabelDesign) -> int:
    """Keep a new design of the shop's own; returns its id. Raises BadInput (``check_design``, ``designs.bad_name``), Conflict
    ``designs.name_taken``.
    """
    check_design(design)
    name = _free_name(tx, design.name)
    row = LabelDesignRow(name=name, stock=design.stock, fields=field_data(design))
    tx.session.add(row)
    tx.session.flush()
    audit.record(tx, "label_design_added", name, stock=design.stock)
    tx.touch(TOPIC)
    return row.id


@needs(Right.LABELS)
def change_design(tx: Tx, design_id: int, design: LabelDesign) -> None:
    """Keep other fields. Raises BadInput (``check_design``), NotFound, Conflict ``designs.other_stock``: a design stays on its
    stock, because printers are loaded with it.
    """
    check_design(design)
    row = _row(tx, design_id)
    if design.stock != row.stock:
        raise Conflict("designs.other_stock", name=row.name, stock=row.stock)
    row.fields = field_data(design)
    audit.record(tx, "label_design_changed", row.name, fields=len(design.fields))
    tx.touch(TOPIC)


@needs(Right.LABELS)
def rename_design(tx: Tx, design_id: int, name: str) -> None:
    """Another name. Raises BadInput ``designs.bad_name``, Conflict ``designs.name_taken``, NotFound."""
    row = _row(tx, design_id)
    before, row.name = row.name, _free_name(tx, name, design_id)
    audit.record(tx, "label_design_renamed", before, name=row.name)
    tx.touch(TOPIC)


@needs(Right.LABELS)
def delete_design(tx: Tx, design_id: int) -> None:
    """Raises NotFound, Conflict ``designs.in_use`` (the couriers whose labels have it)."""
    row = _row(tx, design_id)
    couriers = tx.session.scalars(select(LabelUse.courier).where(LabelUse.design_id == design_id)).all()
    if couriers:
        raise Conflict("designs.in_use", name=row.name, couriers=", ".join(courier or "*" for courier in couriers))
    tx.session.delete(row)
    audit.record(tx, "label_design_deleted", row.name, stock=row.stock, fields=row.fields)
    tx.touch(TOPIC)


@needs(Right.LABELS)
def use_design(tx: Tx, courier: str, design_id: int | None, shipped: str = "") -> None:
    """A courier's labels (``EVERY_COURIER``: those of all that have none of their own) have this design from now on.

    For every courier the shop's label size goes with it. Neither design nor ``shipped``: the courier has none of its own.
    Raises NotFound.
    """
    if courier != EVERY_COURIER and tx.session.scalar(select(Courier.id).where(Courier.name == courier)) is None:
        raise NotFound("designs.no_such_courier", courier=courier)
    if design_id is None and shipped and shipped not in shipped_designs():
        raise NotFound("designs.no_such_design")
    tx.connection.execute(delete(LabelUse).where(LabelUse.courier == courier))
    if design_id is not None:
        design = own_design(tx.session, design_id)
        tx.session.add(LabelUse(courier=courier, design_id=design_id, shipped=""))
    elif shipped:
        design = shipped_designs()[shipped]
        tx.session.add(LabelUse(courier=courier, design_id=None, shipped=shipped))
    if courier == EVERY_COURIER and (shipped or design_id is not None):
        settings.put(tx, "label_size", design.stock)
    audit.record(tx, "label_design_used", courier, design=design_id, shipped=shipped)
    tx.touch(TOPIC)


@needs(Right.LABELS)
def set_logo(tx: Tx, shop: str, file: Path | None, folder: Path) -> None:
    """The picture on a shop's labels, kept in ``folder`` in greys on white; None takes it away.

    Raises BadInput ``designs.no_picture`` (no picture, or too large a file), WarehouseError ``paper.cannot_write``.
    """
    tx.connection.execute(delete(ShopLogo).where(ShopLogo.shop == shop))
    kept = ""
    if file is not None:
        content = logo_picture(file)
        kept = f"{hashlib.sha256(content).hexdigest()[:16]}.png"
        if not (folder / kept).exists():
            write_whole(folder / kept, content)
        tx.session.add(ShopLogo(shop=shop, file=kept))
    audit.record(tx, "shop_logo", shop, file=kept)
    tx.touch(TOPIC)


def logo_picture(file: Path) -> bytes:
    """A picture as a label printer can print it: greys, white where it was transparent, not larger than needed."""
    from PIL import Image, ImageOps

    try:
        if file.stat().st_size > LARGEST_LOGO:
            raise BadInput("designs.no_picture", file=file.name)
        with Image.open(file) as picture:
            picture.draft("L", (LOGO_PIXELS, LOGO_PIXELS))
            shown = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadInput("designs.no_picture", file=file.name) from error
    white = Image.new("RGBA", shown.size, "white")
    white.alpha_composite(shown)
    grey = white.convert("L")
    grey.thumbnail((LOGO_PIXELS, LOGO_PIXELS))
    written = io.BytesIO()
    grey.save(written, "PNG", optimize=True)
    return written.getvalue()


@needs(Right.PRINT)
def keep_calibration(tx: Tx, printer: str, stock: str, measured: Calibration) -> None:
    """What was measured on a printer's test card. Raises BadInput (``check_calibration``, ``designs.bad_stock``)."""
    if stock not in STOCKS:
        raise BadInput("designs.bad_stock", stock=stock)
    check_calibration(measured)
    cross_x, cross_y, ruler_x, ruler_y = (
        round(value * HUNDREDTHS) for value in (measured.cross_x, measured.cross_y, measured.ruler_x, measured.ruler_y)
    )
    key = (LabelCalibration.printer == printer, LabelCalibration.stock == stock)
    tx.connection.execute(delete(LabelCalibration).where(*key))
    if measured != STRAIGHT:
        tx.session.add(
            LabelCalibration(
                printer=printer, stock=stock, cross_x=cross_x, cross_y=cross_y, ruler_x=ruler_x, ruler_y=ruler_y
            )
        )  # fmt: skip
    audit.record(tx, "label_calibrated", printer, stock=stock, measured=[cross_x, cross_y, ruler_x, ruler_y])
    tx.touch(TOPIC)


def _row(tx: Tx, design_id: int) -> LabelDesignRow:
    row = tx.session.get(LabelDesignRow, design_id)
    if row is None:
        raise NotFound("designs.no_such_design")
    return row


def _free_name(tx: Tx, name: str, design_id: int | None = None) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput("designs.bad_name", most=LONGEST_NAME)
    other = tx.session.scalar(select(LabelDesignRow.id).where(LabelDesignRow.name == name))
    if name in shipped_designs() or (other is not None and other != design_id):
        raise Conflict("designs.name_taken", name=name)
    return name
