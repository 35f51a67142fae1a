"""Who the sample shop buys from, and what is on its way this morning: all invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SampleSupplier:
    """A supplier; ``ordered`` is an order sent so many days ago: pieces by seller code, prices in yuan a piece."""

    name: str
    contact: str
    phone: str
    lead_days: int
    prices: tuple[tuple[str, str], ...]
    ordered: tuple[tuple[str, int], ...]
    sent_days_ago: int


SUPPLIERS = (
    SampleSupplier(
        "桐乡暖绒针织厂", "沈师傅", "13800000511", 7,
        (("WJ-01-MB", "46.50"), ("WJ-01-JH", "46.50"), ("WJ-01-ZQ", "46.50"), ("KS-02-YM-M", "88.00"), ("KS-02-YM-L", "88.00"),
         ("KS-02-ML-M", "88.00"), ("KS-02-ML-L", "88.00"), ("MZ-03-JH", "21.00"), ("MZ-03-HS", "21.00"), ("MZ-03-ZH", "21.00")),
        (("WJ-01-MB", 12), ("WJ-01-JH", 12), ("KS-02-YM-M", 6), ("KS-02-YM-L", 6), ("KS-02-ML-M", 6), ("KS-02-ML-L", 6)),
        7,
    ),
    SampleSupplier(
        "景德镇青瓦陶社", "余姐", "13800000798", 12,
        (("MK-06-BS", "16.80"), ("MK-06-QS", "16.80"), ("MK-06-JM", "17.50")),
        (("MK-06-BS", 24), ("MK-06-QS", 24)),
        15,
    ),
)  # fmt: skip
