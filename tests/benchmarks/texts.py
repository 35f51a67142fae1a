"""What buyers and goods are called in a made-up shop: names, notes and titles as unlike one another as real ones are."""

from __future__ import annotations

import random

SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
            "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常")  # fmt: skip
GIVEN = ("伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华玉萍红鹏飞丹淑珍建国志文斌海燕波宁晨曦雨欣梓涵浩然子轩诗雅博宇航"
         "思远佳怡俊豪梦琪嘉懿若溪一诺景天瑞霖昊泽书瑶晓彤云帆")  # fmt: skip
CITIES = (
    "浙江省 杭州市 西湖区", "广东省 广州市 天河区", "上海市 上海市 浦东新区", "四川省 成都市 武侯区",
    "江苏省 南京市 玄武区", "北京市 北京市 朝阳区", "湖北省 武汉市 洪山区", "陕西省 西安市 雁塔区",
    "山东省 青岛市 市南区", "福建省 厦门市 思明区",
)  # fmt: skip
MESSAGES = (
    "请尽快发货", "麻烦发顺丰", "不要放驿站", "周末送货", "送人的包装好一点", "请写贺卡{}生日快乐", "发货前电话联系",
    "急用谢谢", "要开发票抬头{}", "和上一单一起发", "颜色发错了上次请仔细", "放门口就行",
)  # fmt: skip
NOTES = (
    "贺卡{}", "已联系买家改地址", "补发上次少的", "老客户{}送小样", "加固包装", "缺货等三天", "差评客户仔细检查",
    "退差价五元",
)  # fmt: skip
MATERIAL = ("纯棉", "羊毛", "真丝", "亚麻", "牛皮", "陶瓷", "不锈钢", "玻璃", "竹制", "硅胶", "帆布", "实木")
STYLE = ("韩版", "复古", "简约", "宽松", "加厚", "轻薄", "手工", "大容量", "便携", "儿童", "情侣", "商务", "日式", "北欧")
THING = (
    "连衣裙", "围巾", "保温杯", "马克杯", "双肩包", "针织衫", "衬衫", "运动鞋", "帽子", "雨伞", "台灯", "收纳盒",
    "毛巾", "抱枕", "餐具套装", "手机壳", "笔记本", "香薰蜡烛", "拖鞋", "睡衣",
)  # fmt: skip
WHEN = ("春季", "夏季", "秋季", "冬季", "四季")


def name(chance: random.Random) -> str:
    """A person: a surname and one or two characters."""
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))


def buyer(chance: random.Random, number: int) -> str:
    """The name an account goes by."""
    kind = number % 3
    if kind == 0:
        return f"tb{chance.randrange(10**9)}"
    return name(chance) + (str(chance.randrange(1000, 9999)) if kind == 1 else "的小店")


def mobile(chance: random.Random) -> str:
    return f"1{chance.choice((38, 39, 58, 86, 77))}{chance.randrange(10**8):08d}"


def address(chance: random.Random) -> str:
    return f"{chance.choice(CITIES)} 示例路{chance.randrange(1, 999)}号{chance.randrange(1, 30)}栋"


def sometimes(chance: random.Random, share: float, among: tuple[str, ...]) -> str:
    """One of these words, or nothing."""
    return chance.choice(among).format(name(chance)) if chance.random() < share else ""


def title(number: int) -> str:
    """What the goods with this number are called in the shop; one product in a few sizes shares its title."""
    chance = random.Random(number // 4)
    words = "".join(chance.choice(part) for part in (WHEN, STYLE, MATERIAL, STYLE, THING))
    return f"{words} {2000 + number // 4}款"
