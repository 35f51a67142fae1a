"""Couriers, waybill numbers, labels, handover, and the files that go back to the shop."""
