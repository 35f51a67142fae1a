"""Receiving: what has arrived, counted, inspected and booked in."""
