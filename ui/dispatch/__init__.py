"""Dispatch: parcels handed to the couriers, lists back to the shop, and the pools of waybill numbers."""
