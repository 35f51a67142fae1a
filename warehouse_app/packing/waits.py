"""Parcels whose goods are in and that wait for something a second person does: nothing more for whoever packed them."""

from __future__ import annotations

from warehouse_app.packing.rules import Step
from warehouse_app.picking.tables import Parcel

waits_for_check = (Parcel.scanned == Parcel.needed) & (Parcel.todo == 0) & (Parcel.owes.bitwise_and(Step.CHECK.value) != 0)
"""Asked of rows, what ``rules.wants_check`` asks of figures."""
