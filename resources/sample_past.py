"""What the sample shop sold in the four months before its morning: invented, the same for every day it is played on.

So its restock list has something to say: a few goods run low, most last, and of one nobody is known to sell it.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from resources.sample_goods import PRODUCTS

DAYS = 120
WEEK = (0.9, 0.8, 0.9, 1.0, 1.1, 1.3, 1.0)  # Monday first
DAILY = {"WJ-01-MB": 1.6, "KS-02-YM-M": 0.7, "MZ-03-JH": 0.9, "MK-06-BS": 1.4, "BW-05-WL": 0.8}
OTHERS = 0.12


def write_past_sales(path: Path, today: date) -> None:
    """A row for each day and SKU of which anything was sold, as a shop's statistics page gives them."""
    rows = ["日期,商家编码,销量"]
    for product in PRODUCTS:
        chance = random.Random(product.seller_code)
        usual = DAILY.get(product.seller_code, OTHERS)
        for ago in range(DAYS, 0, -1):
            day = today - timedelta(days=ago)
            wanted = usual * WEEK[day.weekday()]
            sold = int(wanted) + (chance.random() < wanted % 1)
            if sold:
                rows.append(f"{day},{product.seller_code},{sold}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
