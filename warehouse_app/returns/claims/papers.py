"""The documents of a claim as files: the claim itself, and the packing record that proves what was sent."""

from __future__ import annotations

from pathlib import Path

from warehouse_app.dispatch.following.queries import case_view
from warehouse_app.packing.evidence.documents import write_record
from warehouse_app.packing.evidence.queries import changed_photos, record
from warehouse_app.returns.claims.documents import write_claim
from warehouse_app.returns.claims.queries import claim
from warehouse_app.store import settings
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language


def make_claim_papers(warehouse: Warehouse, claim_id: int, language: Language) -> tuple[Path, Path]:
    """The claim and the packing record, side by side among the documents. Raises NotFound, ``paper.cannot_write``."""
    folder, now = Folder(warehouse.folder), warehouse.clock()
    with warehouse.reading() as session:
        row = claim(session, claim_id)
        view = case_view(session, row.case_id, now.astimezone().date())
        packed = record(session, row.parcel_id)
        changed = changed_photos(session, folder.photos, row.parcel_id)
        sender = str(settings.get(session, "sender_name")) or packed.shop
    claim_file, record_file = (folder.documents / f"C{claim_id}-{row.waybill}-{part}.pdf" for part in ("claim", "record"))
    write_claim(claim_file, row, packed.goods, view.tracking, sender, now, language)
    write_record(record_file, packed, folder.photos, now, language, changed)
    return claim_file, record_file
