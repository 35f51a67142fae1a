"""What labels look like at this moment: the designs in use, the printer's dots and what was measured on it, the logos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from warehouse_app.dispatch.designs.documents import LabelTrouble, label_troubles, write_labels
from warehouse_app.dispatch.designs.label import Label
from warehouse_app.dispatch.designs.measuring import Calibration
from warehouse_app.dispatch.designs.queries import LabelDesigns, calibrations, designs_in_use, logos
from warehouse_app.dispatch.printing.queries import label_dpi
from warehouse_app.store import settings
from warehouse_app.store.folder import Folder
from warehouse_app.words import Language


@dataclass(frozen=True, slots=True)
class LabelLook:
    """Read once per file of labels."""

    designs: LabelDesigns
    dpi: int
    calibrations: Mapping[str, Calibration]
    logos: Mapping[str, Path]

    def write(self, file: Path, labels: Sequence[Label], language: Language) -> list[LabelTrouble]:
        """``write_labels`` with each courier's design and each shop's logo."""
        shown = [self._with_logo(label) for label in labels]
        designs = [self.designs.of(label.courier_name) for label in labels]
        return write_labels(file, shown, designs, language, self.dpi, self.calibrations)

    def troubles(self, labels: Sequence[Label], language: Language) -> list[LabelTrouble]:
        """What ``write`` would say of them."""
        return label_troubles(labels, [self.designs.of(label.courier_name) for label in labels], language)

    def _with_logo(self, label: Label) -> Label:
        logo = self.logos.get(label.shop)
        return label if logo is None else replace(label, logo=str(logo))


def label_look(session: Session, folder: Path, printer: str | None = None) -> LabelLook:
    """``printer``: the one the labels go to; None for the one in the settings."""
    name = str(settings.get(session, "label_printer")) if printer is None else printer
    files = {shop: Folder(folder).logos / file for shop, file in logos(session).items()}
    there = {shop: file for shop, file in files.items() if file.is_file()}  # a folder that was moved may lack one
    return LabelLook(designs_in_use(session), label_dpi(session), calibrations(session, name), there)
