"""The courier's label (面单): one page per parcel, in the stock sizes the couriers use, drawn by a design.

A label carries exactly one code, the waybill number as Code 128, so that nothing else on it can be scanned by mistake.
Routing mark and hub come only from the courier and stay empty when it gave none. What a label looks like is data
(``dispatch.designs``).
"""

from __future__ import annotations

from warehouse_app.dispatch.designs.documents import LabelTrouble, label_troubles, write_labels
from warehouse_app.dispatch.designs.label import Label
from warehouse_app.dispatch.designs.measuring import STRAIGHT, Calibration
from warehouse_app.dispatch.designs.rules import LabelDesign
from warehouse_app.dispatch.designs.shipped import shipped_designs

LabelSize = LabelDesign
LABEL_SIZES = shipped_designs()
"""The design that comes with the program for each stock."""
SIZE_76X130, SIZE_100X180 = LABEL_SIZES["76x130"], LABEL_SIZES["100x180"]

__all__ = [
    "LABEL_SIZES", "SIZE_76X130", "SIZE_100X180", "STRAIGHT", "Calibration", "Label", "LabelDesign", "LabelSize", "LabelTrouble",
    "label_troubles", "write_labels",
]  # fmt: skip
