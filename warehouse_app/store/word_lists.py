"""What people write in the notes of orders, as data: the word lists that are a setting, and the small words around them."""

from __future__ import annotations

from collections.abc import Mapping

WISH_WORDS: Mapping[str, tuple[str, ...]] = {
    "card": (
        "贺卡", "卡片", "祝福卡", "生日卡", "感谢卡", "手写卡", "明信片", "祝福语", "gift card", "greeting card",
        "birthday card", "thank you card", "gift message", "gift note", "card",
    ),
    "invoice": ("发票", "开票", "专票", "普票", "增票", "invoice", "vat receipt"),
    "gift": ("赠品", "小礼物", "小礼品", "送礼物", "送礼品", "附赠", "free gift", "freebie", "gift"),
    "leaflet": ("宣传单", "传单", "宣传册", "说明书", "使用说明", "leaflet", "flyer", "brochure", "instructions"),
    "packing": (
        "礼盒", "礼品盒", "礼品袋", "礼品包装", "包装纸", "气泡膜", "气泡袋", "泡泡纸", "气泡纸", "加固", "木架", "防震",
        "防摔", "多包几层", "包严实", "包结实", "包装结实", "包装严实", "仔细包装", "结实", "不要放价格单", "不放价格单",
        "别放价格单", "不要价格单", "不要放价格", "不要放清单", "gift wrap", "gift wrapped", "gift box", "gift bag",
        "bubble wrap", "extra padding", "pack well", "wrap well", "no price", "no prices", "no price list",
    ),
    "delivery": (
        "送货上门", "送上门", "送到家", "放门口", "放家门口", "放在门口", "门卫", "保安室", "物业", "前台", "驿站",
        "快递柜", "丰巢", "自提柜", "代收点", "周末", "双休日", "周末送", "周末派送", "周末配送", "周六送", "周日送",
        "工作日送", "工作日派送", "送前电话", "送货前电话", "提前电话", "派送前联系", "送前联系", "leave at", "leave with",
        "leave it", "leave in", "leave by", "front door", "doorstep", "concierge", "reception", "front desk", "neighbour",
        "neighbor", "weekend delivery", "deliver on", "deliver to the door", "call before", "ring before", "safe place",
        "parcel locker", "pickup point", "pick-up point",
    ),
    "no_invoice": (
        "电子发票", "电子票", "电子普票", "电子专票", "电子普通发票", "电子专用发票", "数电票", "数电发票", "发票已开",
        "已开发票", "已开票", "e-invoice", "electronic invoice", "invoice sent", "invoice by email",
    ),
    "none": (
        "电子贺卡", "卡片机", "周末愉快", "e-card", "bank card", "credit card", "debit card", "id card", "sim card",
        "memory card", "not a gift",
    ),
}  # fmt: skip
"""The setting ``wish_words``: which words ask for what. ``no_invoice``: there is one already, or none on paper; words under
``none`` only look like one of the others."""

NOT_BEFORE = (
    "不要", "不用", "不需要", "不需", "不必", "不想要", "不含", "不附", "不开", "不放", "不带", "不送", "不给", "不写",
    "不打", "不寄", "无需", "无须", "无", "勿", "别", "免", "没有", "没", "拒绝", "取消",
)  # fmt: skip
NOT_IN_WORDS = ("要不要", "用不用", "特别", "个别", "分别", "区别", "级别", "类别", "告别", "送别", "道别", "惜别", "别人")
"""Words that only look as if they said no."""
NOT_BETWEEN = "要放开给带寄送附加用再我们客户买家您任何需写打印张个份纸质的"
"""What may stand between the word that says no and what is not wanted."""
NOT_BEFORE_ENGLISH = ("no", "not", "without", "don't", "dont", "don’t", "never", "w/o")
NOT_BETWEEN_ENGLISH = (
    "need", "needs", "to", "for", "a", "an", "any", "the", "include", "put", "add", "want", "wants", "send", "in", "me",
    "us", "require", "enclose", "paper", "please",
)  # fmt: skip
NOT_AFTER = (
    "不要",
    "不用",
    "不需要",
    "不需",
    "不必",
    "不放",
    "不开",
    "不寄",
    "不送",
    "无需",
    "无须",
    "免了",
    "算了",
    "取消",
    "别放",
)
NOT_AFTER_FILL = ("就", "都", "也", "请", "的话", "可以")
NOT_AFTER_END = ("了", "啦", "哦", "哈", "放", "开", "给", "寄", "送", "附", "的", "谢谢")
NOT_AFTER_ENGLISH = ("not needed", "not required", "not necessary", "is not needed", "isn't needed", "not wanted")
AND = ("和", "与", "及", "跟", "以及", "还有", "或", "或者", "、", "/", "and", "or", "&", "nor")
"""What joins two things of which one word says whether they are wanted."""

CARD_PLACE = ("上面", "里面", "内容", "上", "里", "文字", "留言", "text", "message")
CARD_WRITE = (
    "写上", "写着", "写明", "写", "填写", "填", "印上", "印", "打印", "内容是", "内容为", "内容写", "that says",
    "which says", "to say", "saying", "says", "say", "reading", "that reads", "reads", "with the text", "with text",
    "with the words",
)  # fmt: skip
CARD_PLEASE = ("请帮忙", "麻烦", "请", "帮忙", "帮我", "帮", "please")
LEAD = (
    "请", "麻烦", "另外", "另", "再", "还要", "还", "要", "需要", "需", "开", "放", "给", "带", "送", "附", "附上", "随附",
    "加", "并", "和", "用", "不要", "不用", "不需要", "无需", "别放", "别", "可以", "帮忙", "最好", "尽量", "也", "务必",
    "please", "and", "also", "no", "include", "add", "put", "in", "an", "a", "the", "with", "use", "send", "plus",
)  # fmt: skip
"""With these before it a word after a comma is a wish of its own, and not part of what the card says."""
INVOICE_TITLE = ("抬头", "公司名称", "title", "made out to")
IS, OF = "是为", "的"
YES = ("要", "需要", "是", "开", "yes", "y")
NO_TITLE = (
    "无",
    "否",
    "不需要",
    "不用",
    "不要",
    "不开",
    "无需",
    "不开发票",
    "无需发票",
    "不需要发票",
    "no",
    "none",
    "null",
    "n/a",
    "-",
    "--",
)
"""What stands in a file's column for the title of an invoice when nobody wants one."""

FLAG_COLOURS: Mapping[str, tuple[str, ...]] = {
    "red": ("红", "red", "1"),
    "yellow": ("黄", "yellow", "2"),
    "green": ("绿", "green", "3"),
    "blue": ("蓝", "blue", "4"),
    "purple": ("紫", "purple", "5"),
    "orange": ("橙", "橘", "orange"),
    "grey": ("灰", "grey", "gray", "0"),
}
"""How files name the colour of a seller's flag; the numbers are those of Taobao and JD."""

SAME_DAY_COURIERS = "京东快递, 顺丰同城, 闪送, 同城"
URGENT_WORDS = "加急, 优先发货, 急单"
AIR_WORDS = ("顺丰", "空运", "航空", r"\bair\b", r"\bsf express\b")
"""What says that an order flies: beginnings and ends of words where letters would stand in others by chance."""

COD_WORDS = ("货到付款", "代收货款", r"\bcod\b", r"cash\s*on\s*delivery")
"""What files write of an order whose money the courier collects: patterns, upper or lower case."""
