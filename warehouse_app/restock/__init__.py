"""Restock: what was wanted, what will be, what to order now and why, what to clear, and a great sale rehearsed."""

import os

# Before numpy is first imported: its small sums gain nothing by several threads, and those would take the other cores from
# the desk while they wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
