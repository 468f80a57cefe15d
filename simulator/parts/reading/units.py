"""Tables of unit and currency words, English and Chinese, and how they are normalised."""

from __future__ import annotations

_UNIT_WORDS = {
    "g": "g gram grams gramme grammes gr 克",
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes 公斤 千克",
    "mg": "mg milligram milligrams 毫克",
    "t": "t ton tons tonne tonnes 吨",
    "lb": "lb lbs",
    "oz": "oz ounce ounces 盎司",
    "jin": "斤",
    "cm": "cm cms centimeter centimeters centimetre centimetres 厘米 公分",
    "mm": "mm millimeter millimeters millimetre millimetres 毫米",
    "m": "m meter meters metre metres 米",
    "km": "km kilometer kilometers kilometre kilometres 公里 千米",
    "inch": "inch inches 英寸 寸",
    "ft": "ft foot feet 英尺",
    "ml": "ml milliliter milliliters millilitre millilitres 毫升",
    "l": "l liter liters litre litres 升",
    "cbm": "cbm m3 立方米 方",
    "m2": "sqm 平方米 平米",
    "minute": "min mins minute minutes 分钟",
    "hour": "h hr hrs hour hours 小时 个小时 钟头 个钟头 个钟",
    "day": "d day days 天 日 个自然日 自然日",
    "working_day": "workday workdays 工作日 个工作日",
    "week": "week weeks wk wks 周 星期 个星期 礼拜 个礼拜",
    "month": "month months 个月",
    "year": "year years yr yrs 年",
    "piece": "piece pieces pc pcs unit units item items 件 个 只 台 支 条 张 枚 把 款 个单位",
    "set": "set sets 套",
    "pair": "pair pairs 双 对",
    "carton": "carton cartons ctn ctns box boxes 箱 盒",
    "pallet": "pallet pallets 托 托盘 个托盘",
    "parcel": "parcel parcels package packages 包裹 个包裹",
    "order": "orders 单 笔 个订单",
    "star": "star stars 星 颗星",
    "container": "container containers 货柜 个货柜 柜",
    "percent": "percent pct % 个百分点",
    "permille": "‰",
    "Wh": "wh 瓦时",
    "mAh": "mah 毫安时 毫安",
    "Ah": "ah 安时",
    "V": "v volt volts 伏 伏特",
    "W": "w watt watts 瓦",
    "kW": "kw 千瓦",
    "kWh": "kwh 千瓦时",
    "Hz": "hz 赫兹",
    "px": "px pixel pixels 像素",
    "C": "°c 摄氏度",
    "degree": "° degrees 度",
    "times": "times 次 倍",
}
UNITS: dict[str, str] = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}

MINUTES: dict[str, int] = {
    "minute": 1,
    "hour": 60,
    "day": 1440,
    "working_day": 1440,
    "week": 10080,
    "month": 43200,
    "year": 525600,
}

_CURRENCY_WORDS = {
    "EUR": "€ eur euro euros 欧元 欧",
    "USD": "$ usd us$ dollar dollars buck bucks 美元 美金 美刀 刀",
    "GBP": "£ gbp pound pounds sterling quid 英镑 镑",
    "CNY": "cny rmb yuan renminbi cn¥ 元 人民币 块 块钱 圆 元人民币",
    "JPY": "jpy yen 日元 日圆 日币 円 jp¥",
    "KRW": "₩ krw won 韩元 韩币",
    "BRL": "r$ brl real reais 雷亚尔",
    "HKD": "hk$ hkd 港币 港元",
    "AUD": "a$ au$ aud 澳元 澳币",
    "CAD": "c$ ca$ cad 加元 加币",
    "SGD": "s$ sgd 新币 新加坡元",
    "TWD": "nt$ twd 新台币 台币",
    "CHF": "chf francs 瑞郎 瑞士法郎",
    "SEK": "sek",
    "NOK": "nok",
    "DKK": "dkk",
    "PLN": "pln zloty zł 兹罗提",
    "CZK": "czk",
    "HUF": "huf",
    "INR": "₹ inr rupee rupees 卢比",
    "MXN": "mx$ mxn pesos 比索",
    "RUB": "₽ rub rubles roubles 卢布",
    "TRY": "₺ try lira",
    "AED": "aed dirham dirhams 迪拉姆",
    "SAR": "sar",
    "THB": "฿ thb baht 泰铢",
    "MYR": "myr ringgit",
    "IDR": "idr",
    "VND": "vnd ₫",
    "PHP": "php ₱",
    "ZAR": "zar",
}
CURRENCIES: dict[str, str] = {word: code for code, words in _CURRENCY_WORDS.items() for word in words.split()}
CURRENCIES["¥"] = "¥"  # yuan or yen: decided by the rest of the text
WHOLE = frozenset({"JPY", "KRW", "VND"})
# Words that stand for money only after a number ("try 5 more" is not lira).
NOT_BEFORE = frozenset(
    {"try", "real", "won", "pound", "pounds", "buck", "bucks", "php", "sar", "dollar", "dollars", "yuan"}
)
SIGNS = frozenset("€$£¥₩₹₽₺฿₫₱")

ENGLISH_NUMBERS: dict[str, int] = {
    word: n
    for n, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        1,
    )
}
ENGLISH_NUMBERS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
CHINESE_DIGITS: dict[str, int] = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}


def chinese_number(text: str) -> int | None:
    """Value of a Chinese numeral below 100 ("三", "十二", "二十四"), or None."""
    if "十" in text:
        tens, _, ones = text.partition("十")
        high = CHINESE_DIGITS.get(tens) if tens else 1
        low = CHINESE_DIGITS.get(ones) if ones else 0
        return None if high is None or low is None else high * 10 + low
    return CHINESE_DIGITS.get(text)
