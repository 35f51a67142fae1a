"""Waybill numbers: pools by courier and branch, what came with each number for its label, and how each one ended."""
