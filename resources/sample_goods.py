"""What the sample shop sells and who ordered it last night: all invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["paid", "unpaid", "closed"]


@dataclass(frozen=True)
class SampleProduct:
    """One SKU; price in yuan, weight in grams, picture a file in ``sample_shop/pictures``."""

    seller_code: str
    name: str
    colour: str
    size: str
    price: str
    weight_g: int
    bin_code: str
    category: str
    picture: str


@dataclass(frozen=True)
class SampleOrder:
    """One order, placed so many minutes after today's midnight (Beijing; negative: before); lines are code and pieces."""

    minutes_after_midnight: int
    recipient: str
    address: str
    lines: tuple[tuple[str, int], ...]
    state: State = "paid"
    message: str = ""
    note: str = ""
    invoice_title: str = ""


# The bins jump from 2 to 10 on purpose: a pick list sorted as text would send the picker back and forth.
PRODUCTS = (
    SampleProduct("WJ-01-MB", "羊毛围巾", "米白", "均码", "129.00", 210, "A01-02-1", "配饰", "scarf_cream.png"),
    SampleProduct("WJ-01-JH", "羊毛围巾", "酒红", "均码", "129.00", 210, "A01-02-2", "配饰", "scarf_wine.png"),
    SampleProduct("WJ-01-ZQ", "羊毛围巾", "藏青", "均码", "129.00", 210, "A01-10-1", "配饰", "scarf_navy.png"),
    SampleProduct("KS-02-YM-M", "针织开衫", "燕麦", "M", "219.00", 430, "A02-01-1", "服装", "cardigan_oat.png"),
    SampleProduct("KS-02-YM-L", "针织开衫", "燕麦", "L", "219.00", 450, "A02-01-2", "服装", "cardigan_oat.png"),
    SampleProduct("KS-02-ML-M", "针织开衫", "墨绿", "M", "219.00", 430, "A02-02-1", "服装", "cardigan_green.png"),
    SampleProduct("KS-02-ML-L", "针织开衫", "墨绿", "L", "219.00", 450, "A02-02-2", "服装", "cardigan_green.png"),
    SampleProduct("MZ-03-JH", "毛线帽", "姜黄", "均码", "69.00", 95, "A01-10-2", "配饰", "beanie_mustard.png"),
    SampleProduct("MZ-03-HS", "毛线帽", "灰色", "均码", "69.00", 95, "A01-10-3", "配饰", "beanie_grey.png"),
    SampleProduct("MZ-03-ZH", "毛线帽", "砖红", "均码", "69.00", 95, "A01-11-1", "配饰", "beanie_brick.png"),
    SampleProduct("TB-04-YS", "帆布托特包", "原色", "均码", "89.00", 320, "A10-01-1", "箱包", "tote_natural.png"),
    SampleProduct("TB-04-HS", "帆布托特包", "黑色", "均码", "89.00", 320, "A10-01-2", "箱包", "tote_black.png"),
    SampleProduct("TB-04-JL", "帆布托特包", "军绿", "均码", "89.00", 320, "A10-02-1", "箱包", "tote_olive.png"),
    SampleProduct("BW-05-WL", "保温杯", "雾蓝", "500毫升", "99.00", 380, "B01-01-1", "厨房", "flask_blue.png"),
    SampleProduct("BW-05-NB", "保温杯", "奶白", "500毫升", "99.00", 380, "B01-01-2", "厨房", "flask_cream.png"),
    SampleProduct("BW-05-YF", "保温杯", "樱粉", "500毫升", "99.00", 380, "B01-02-1", "厨房", "flask_pink.png"),
    SampleProduct("MK-06-BS", "陶瓷马克杯", "白色", "350毫升", "49.00", 360, "B02-01-1", "厨房", "mug_white.png"),
    SampleProduct("MK-06-QS", "陶瓷马克杯", "青色", "350毫升", "49.00", 360, "B02-02-1", "厨房", "mug_teal.png"),
    SampleProduct("MK-06-JM", "陶瓷马克杯", "芥末黄", "350毫升", "49.00", 360, "B02-10-1", "厨房", "mug_mustard.png"),
    SampleProduct("LZ-07-XS", "香薰蜡烛 雪松", "墨绿", "180克", "79.00", 340, "B10-01-1", "家居", "candle_cedar.png"),
    SampleProduct("LZ-07-CH", "香薰蜡烛 橙花", "橙色", "180克", "79.00", 340, "B10-01-2", "家居", "candle_orange.png"),
    SampleProduct("BJ-08-TL", "横线笔记本", "天蓝", "A5", "25.80", 240, "C01-01-1", "文具", "notebook_blue.png"),
    SampleProduct("BJ-08-JC", "横线笔记本", "橘色", "A5", "25.80", 240, "C01-01-2", "文具", "notebook_orange.png"),
    SampleProduct("BJ-08-NP", "横线笔记本", "牛皮", "A5", "25.80", 240, "C01-02-1", "文具", "notebook_kraft.png"),
)

SHORT_OF = "BW-05-YF"  # one order wants two, the shelf holds one

ORDERS = (
    SampleOrder(-905, "赵示例", "浙江省 杭州市 西湖区 示例街道12号3栋502室(000000)", (("WJ-01-ZQ", 1),)),
    SampleOrder(
        -842,
        "钱测试",
        "广东省 广州市 越秀区 示例街道88号1栋1201室(000000)",
        (("MK-06-QS", 2), ("LZ-07-XS", 1)),
        invoice_title="示例文化有限公司",
    ),
    SampleOrder(
        -790,
        "孙样本",
        "四川省 成都市 武侯区 示例街道333号9栋603室(000000)",
        (("KS-02-YM-M", 1), ("WJ-01-MB", 1)),
        message='送人的，请不要放价格单，谢谢"卖家"',
    ),
    SampleOrder(-731, "李演示", "北京市 北京市 朝阳区 示例街道5号院2栋1803室(000000)", (("BW-05-WL", 1),)),
    SampleOrder(-655, "周范例", "上海市 上海市 徐汇区 示例街道270弄14号401室(000000)", (("BJ-08-TL", 3), ("BJ-08-NP", 2))),
    SampleOrder(-640, "吴示例", "江苏省 南京市 鼓楼区 示例街道61号7栋208室(000000)", (("TB-04-YS", 1),)),
    SampleOrder(
        -588,
        "郑测试",
        "湖北省 武汉市 洪山区 示例街道109号4栋1502室(000000)",
        (("LZ-07-CH", 1), ("MK-06-BS", 1)),
        note="放贺卡：生日快乐",
    ),
    SampleOrder(-520, "王样本", "陕西省 西安市 雁塔区 示例街道17号6栋903室(000000)", (("BW-05-YF", 2),)),
    SampleOrder(-466, "冯演示", "福建省 厦门市 思明区 示例街道200号1栋301室(000000)", (("MZ-03-JH", 1), ("WJ-01-JH", 1))),
    SampleOrder(-431, "陈范例", "山东省 青岛市 市南区 示例街道8号12栋702室(000000)", (("KS-02-ML-L", 1),), state="unpaid"),
    SampleOrder(-377, "褚示例", "湖南省 长沙市 岳麓区 示例街道46号2栋1106室(000000)", (("TB-04-HS", 1), ("BJ-08-JC", 2))),
    SampleOrder(-302, "卫测试", "重庆市 重庆市 渝中区 示例街道73号5栋2201室(000000)", (("KS-02-ML-M", 1),)),
    SampleOrder(-255, "蒋样本", "河南省 郑州市 金水区 示例街道31号8栋604室(000000)", (("MK-06-JM", 4),)),
    SampleOrder(-188, "沈演示", "辽宁省 大连市 中山区 示例街道92号3栋1005室(000000)", (("WJ-01-ZQ", 1), ("MZ-03-HS", 1))),
    SampleOrder(-121, "韩范例", "天津市 天津市 和平区 示例街道15号1栋807室(000000)", (("TB-04-JL", 1),), state="closed"),
    SampleOrder(-66, "杨示例", "安徽省 合肥市 蜀山区 示例街道150号11栋402室(000000)", (("BW-05-NB", 1), ("MK-06-BS", 1))),
    SampleOrder(
        25,
        "朱测试",
        "云南省 昆明市 五华区 示例街道58号2栋1303室(000000)",
        (("KS-02-YM-L", 1), ("MZ-03-ZH", 1), ("LZ-07-CH", 1)),
    ),
    SampleOrder(394, "秦样本", "广西壮族自治区 南宁市 青秀区 示例街道170号6栋102室(000000)", (("BJ-08-TL", 1),)),
)
