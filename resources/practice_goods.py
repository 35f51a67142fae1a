"""What lies in the practice shop: a few goods of the sample shop, in both languages, and ten orders. All invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PracticeProduct:
    """One SKU: its words in Chinese and English, and its picture in ``sample_shop/pictures``."""

    seller_code: str
    name: tuple[str, str]
    colour: tuple[str, str]
    picture: str


@dataclass(frozen=True)
class PracticeOrder:
    """One order: its lines (code and pieces) and the buyer's message in Chinese and English, if there is one."""

    number: str
    lines: tuple[tuple[str, int], ...]
    message: tuple[str, str] = ("", "")


COURIER = "中通快递"
PLACE = "浙江省 杭州市 西湖区 示例路1号"
SCARF, BEANIE, MUG = ("羊毛围巾", "Wool scarf"), ("毛线帽", "Beanie"), ("陶瓷马克杯", "Mug")
FLASK, TOTE = ("保温杯", "Flask"), ("帆布托特包", "Tote bag")
PRODUCTS = (
    PracticeProduct("PRAC-SCARF-C", SCARF, ("米白", "cream"), "scarf_cream.png"),
    PracticeProduct("PRAC-SCARF-W", SCARF, ("酒红", "wine"), "scarf_wine.png"),
    PracticeProduct("PRAC-SCARF-N", SCARF, ("藏青", "navy"), "scarf_navy.png"),
    PracticeProduct("PRAC-BEANIE-G", BEANIE, ("灰色", "grey"), "beanie_grey.png"),
    PracticeProduct("PRAC-BEANIE-B", BEANIE, ("砖红", "brick"), "beanie_brick.png"),
    PracticeProduct("PRAC-MUG-W", MUG, ("白色", "white"), "mug_white.png"),
    PracticeProduct("PRAC-MUG-T", MUG, ("青色", "teal"), "mug_teal.png"),
    PracticeProduct("PRAC-FLASK-B", FLASK, ("雾蓝", "blue"), "flask_blue.png"),
    PracticeProduct("PRAC-FLASK-P", FLASK, ("樱粉", "pink"), "flask_pink.png"),
    PracticeProduct("PRAC-FLASK-C", FLASK, ("奶白", "cream"), "flask_cream.png"),
    PracticeProduct("PRAC-TOTE-K", TOTE, ("黑色", "black"), "tote_black.png"),
)
ORDERS = (
    PracticeOrder("PR-01", (("PRAC-SCARF-W", 1),)),
    PracticeOrder("PR-02", (("PRAC-SCARF-C", 1), ("PRAC-MUG-W", 1))),
    PracticeOrder("PR-03", (("PRAC-BEANIE-G", 2), ("PRAC-TOTE-K", 1))),
    PracticeOrder("PR-04", (("PRAC-FLASK-B", 1),), ("送人的，别放价格单", "A present: no price list, please")),
    PracticeOrder("PR-05", (("PRAC-TOTE-K", 1), ("PRAC-MUG-T", 1))),
    PracticeOrder("PR-06", (("PRAC-SCARF-C", 1),)),
    PracticeOrder("PR-07", (("PRAC-MUG-W", 2),)),
    PracticeOrder("PR-08", (("PRAC-BEANIE-B", 1), ("PRAC-SCARF-W", 1))),
    PracticeOrder("PR-09", (("PRAC-FLASK-P", 1), ("PRAC-BEANIE-B", 1)), ("杯子易碎，多包一层", "Fragile: wrap the flask twice")),
    PracticeOrder("PR-10", (("PRAC-MUG-T", 2), ("PRAC-TOTE-K", 1))),
)
CANCELLED = "PR-06"
WHY_CANCELLED = ("买家不要了", "The buyer called it off")
