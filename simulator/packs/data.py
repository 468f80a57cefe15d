"""What a pack may bring along beside its scenarios, one optional file each: goods, markets, services, rules, phrases, people.

    goods.yaml      items of the store's own catalogue
    markets.yaml    countries that are not shipped, each like one that is
    services.yaml   carriers' services
    rules.yaml      dated figures of platform, law and store
    phrases.yaml    what people write, by topic
    people.yaml     buyers with a name, for scripted arrivals

The structs here are the YAML form; `PackData` is what becomes of them.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.kernel.messages import info
from simulator.kernel.text import Text
from simulator.market.cast.entry import NAME, Moment
from simulator.parts.carriage import Performance, Rate, Service
from simulator.parts.goods import Good
from simulator.parts.people import Market, Persona
from simulator.parts.rulebook import Rule

COUNTRY = r"^[A-Z]{2}$"
CURRENCY = r"^[A-Z]{3}$"
TAG = r"^[a-z][a-z0-9-]{0,29}$"
LEVELS = Literal["express", "standard", "economy"]

Code = Annotated[str, msgspec.Meta(pattern=COUNTRY)]
Millimetres = Annotated[int, msgspec.Meta(ge=1, le=5_000)]
Minor = Annotated[int, msgspec.Meta(ge=1, le=100_000_000)]
BasisPoints = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=200_000)]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written in a file: no field but those named."""


class GoodForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item of the catalogue: the truth about it, which labels, declarations and answers have to match."""

    sku: Annotated[str, info("货号", "SKU", pattern=r"^[A-Z0-9][A-Z0-9-]{1,19}$")]
    name: Annotated[Text, info("名称", "Name")]
    customs_name: Annotated[Text, info("报关品名", "Customs name", help=Text(
        "具体到是什么、什么做的", "specific: what it is and what it is made of"))]  # fmt: skip
    vague_name: Annotated[str, info("含糊的叫法", "Vague name", help=Text(
        "图省事的写法，海关不认", "the tempting lazy name"), min_length=1, max_length=60)]  # fmt: skip
    material: Annotated[Text, info("材质", "Material")]
    use: Annotated[Text, info("用途", "Use")]
    hs: Annotated[
        str,
        info("商品编码", "HS code", help=Text("8 位，模拟税则", "8 digits, simulated tariff"), pattern=r"^[0-9]{8}$"),
    ]
    net_g: Annotated[int, info("净重", "Net weight", "grams", ge=1, le=100_000)]
    gross_g: Annotated[int, info("毛重", "Gross weight", "grams", ge=1, le=120_000)]
    size_mm: Annotated[tuple[Millimetres, Millimetres, Millimetres], info("尺寸", "Size", "list", help=Text(
        "长、宽、高，毫米", "length, width, height in millimetres"))]  # fmt: skip
    cost: Annotated[int, info("进价", "Cost", "money", currency="CNY", help=Text("分", "in fen"), ge=1, le=100_000_000)]
    price: Annotated[dict[Code, Minor], info("售价", "Price", help=Text(
        "市场代码: 当地货币最小单位（分）", "market code: minor units of its currency"))]  # fmt: skip
    battery: Annotated[Literal["none", "in_equipment", "alone"], info("电池", "Battery")] = "none"
    watt_hours: Annotated[str, info("额定能量", "Watt-hours", pattern=r"^[0-9]{1,5}(\.[0-9]{1,2})?$")] = ""
    liquid: Annotated[bool, info("液体", "Liquid", "flag")] = False
    fragile: Annotated[bool, info("易碎", "Fragile", "flag")] = False
    origin: Annotated[Code, info("原产国", "Origin")] = "CN"
    facts: Annotated[dict[str, Text], info("资料", "Facts", help=Text(
        "主题: 准确答案。主题：voltage plug size material care warranty runtime capacity compatibility water age certificate",
        "topic: exact answer. Topics: voltage plug size material care warranty runtime capacity compatibility water age certificate"))] = {}  # fmt: skip
    asks: Annotated[tuple[Literal["certificate", "technical", "customs", "warranty", "water", "age"], ...], info("资料之外的问题", "Open questions", "list", help=Text(
        "买家会问、资料里没有、要找专家的主题", "topics buyers ask about that no record answers: an expert has to"))] = ()  # fmt: skip
    tags: Annotated[tuple[Annotated[str, msgspec.Meta(pattern=TAG)], ...], info("标签", "Tags", "list", help=Text(
        "自定的货物特征，cast 里的 goods 可用", "traits of your own, for `goods` in a cast"))] = ()  # fmt: skip
    stock: Annotated[Annotated[int, msgspec.Meta(ge=0, le=9_999)] | None, info("库存", "Stock", "int", help=Text(
        "不写则由种子决定", "left out, the seed decides"))] = None  # fmt: skip


class GoodsFile(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`goods.yaml`."""

    goods: Annotated[tuple[GoodForm, ...], info("商品", "Goods", "list", min_length=1, max_length=400)]
    keep_shipped: Annotated[bool, info("保留自带商品", "Keep the shipped goods", "flag")] = False


class MarketForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One country that is not shipped. Rates, rules, policies and law that it does not name are those of `like`."""

    code: Annotated[Code, info("国家代码", "Country code")]
    name: Annotated[Text, info("名称", "Name")]
    like: Annotated[Code, info("类同", "Like", help=Text(
        "自带市场之一：费率、规则、政策和法规照它", "a shipped market whose rates, rules, policies and law hold here"))]  # fmt: skip
    currency: Annotated[str, info("币种", "Currency", pattern=CURRENCY)]
    cny: Annotated[str, info("汇率", "Rate", help=Text(
        "1 个货币单位合多少人民币；自带币种可不写", "CNY for one unit of the currency; not needed for a shipped currency"),
        pattern=r"^[0-9]{1,6}(\.[0-9]{1,6})?$")] = ""  # fmt: skip
    faker_locale: Annotated[
        str, info("人名地区", "Faker locale", help=Text("如 nl_NL", "such as nl_NL"), pattern=r"^[a-z]{2,3}_[A-Z]{2}$")
    ]
    phone: Annotated[
        str, info("电话格式", "Phone form", help=Text("# 是数字", "# is a digit"), pattern=r"^[-+() #0-9]{6,30}$")
    ]
    places: Annotated[tuple[tuple[str, str, str], ...], info("城镇", "Places", "list", help=Text(
        "[城市, 州省, 邮编格式]，# 是数字，@ 是字母", "[town, province, form of its post code]: # is a digit, @ a letter"), min_length=3, max_length=100)]  # fmt: skip
    street: Annotated[str, info("街道写法", "Street form", help=Text(
        "含 {street} 和 {number}", "with {street} and {number}"), max_length=40)] = "{street} {number}"  # fmt: skip
    capital_city: Annotated[str, info("首都", "Capital", max_length=40)] = ""


class MarketsFile(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`markets.yaml`."""

    markets: Annotated[tuple[MarketForm, ...], info("市场", "Markets", "list", min_length=1, max_length=40)]


class RateForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A price sheet for one market, CNY fen."""

    per_kg: Annotated[int, info("每公斤", "Per kg", "money", currency="CNY", ge=0, le=1_000_000)]
    piece: Annotated[int, info("每件", "Per piece", "money", currency="CNY", ge=0, le=1_000_000)] = 0
    first: Annotated[int, info("首重", "First step", "money", currency="CNY", ge=0, le=1_000_000)] = 0
    step_g: Annotated[int, info("计重单位", "Step", "grams", ge=1, le=5_000)] = 1
    fuel_bp: Annotated[int, info("燃油", "Fuel", "bp", ge=0, le=10_000)] = 0


class PerformanceForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the service achieved on one market: `transit` as [cumulative basis points, minutes], rising to 10000."""

    transit: Annotated[
        tuple[tuple[BasisPoints, Minutes], ...], info("时效分布", "Transit", "list", min_length=2, max_length=40)
    ]
    lost_bp: Annotated[int, info("丢失", "Lost", "bp", ge=0, le=10_000)] = 0
    damaged_bp: Annotated[int, info("破损", "Damaged", "bp", ge=0, le=10_000)] = 0
    missed_scan_bp: Annotated[int, info("首扫缺失", "First scan missing", "bp", ge=0, le=10_000)] = 0


class ServiceForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One service of a carrier."""

    id: Annotated[str, info("编号", "Id", pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    carrier: Annotated[Text, info("承运商", "Carrier")]
    name: Annotated[Text, info("名称", "Name")]
    level: Annotated[LEVELS, info("等级", "Level")]
    rates: Annotated[
        dict[Code, RateForm], info("价目", "Rates", help=Text("市场代码: 价目", "market code: price sheet"))
    ]
    performance: Annotated[dict[Code, PerformanceForm], info("实绩", "Performance")]
    advertised_days: Annotated[
        tuple[Annotated[int, msgspec.Meta(ge=1, le=120)], Annotated[int, msgspec.Meta(ge=1, le=120)]],
        info("宣称天数", "Advertised days", "list"),
    ]
    divisor: Annotated[
        int,
        info("体积除数", "Volume divisor", "int", help=Text("0：只按实重", "0: actual weight only"), ge=0, le=20_000),
    ] = 0
    max_g: Annotated[int, info("限重", "Heaviest", "grams", ge=1, le=1_000_000)] = 30_000
    max_side_mm: Annotated[int, info("限长", "Longest side", "int", unit="mm", ge=1, le=10_000)] = 1_500
    battery: Annotated[
        tuple[Literal["none", "in_equipment", "alone"], ...],
        info("收哪些电池", "Batteries taken", "list", min_length=1),
    ] = ("none",)
    liquid: Annotated[bool, info("收液体", "Takes liquids", "flag")] = False
    pickup_areas: Annotated[tuple[str, ...], info("揽收区域", "Pick-up areas", "list")] = ()
    pickup_min_pieces: Annotated[int, info("揽收起票", "Fewest pieces", "int", ge=1, le=1_000)] = 1
    pickup_fee: Annotated[int, info("揽收费", "Pick-up fee", "money", currency="CNY", ge=0, le=1_000_000)] = 0
    dropoff_km: Annotated[
        dict[str, Annotated[int, msgspec.Meta(ge=0, le=2_000)]], info("到网点公里", "Kilometres to the counter")
    ] = {}
    cutoff: Annotated[
        int, info("截单", "Cut-off", "int", help=Text("当日第几分钟", "minute of the day"), ge=0, le=1_440)
    ] = 1_080
    tracked: Annotated[bool, info("可追踪", "Tracked", "flag")] = True
    prefix: Annotated[str, info("单号前缀", "Number prefix", pattern=r"^[A-Z]{2}$")] = "SS"


class ServicesFile(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`services.yaml`."""

    services: Annotated[tuple[ServiceForm, ...], info("服务", "Services", "list", min_length=1, max_length=60)]
    keep_shipped: Annotated[bool, info("保留自带服务", "Keep the shipped services", "flag")] = True


class RuleForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dated figure; where the id is a shipped one it replaces that figure in the market and time named."""

    id: Annotated[str, info("编号", "Id", pattern=r"^[a-z][a-z0-9_]*(\.[A-Za-z0-9_]+)+$", max_length=60)]
    title: Annotated[Text, info("内容", "What it says")]
    value: Annotated[str | int, info("数值", "Value")]
    unit: Annotated[str, info("单位", "Unit", max_length=40)] = ""
    market: Annotated[str, info("市场", "Market", pattern=r"^([A-Z]{2})?$")] = ""
    start: Annotated[Moment | None, info("自", "From", "minute")] = None
    end: Annotated[Moment | None, info("至", "Until", "minute")] = None
    source: Annotated[str, info("来源", "Source", max_length=200)] = "simulator parameter"


class RulesFile(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`rules.yaml`."""

    rules: Annotated[tuple[RuleForm, ...], info("规则", "Rules", "list", min_length=1, max_length=400)]


class PhrasesFile(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`phrases.yaml`."""

    phrases: Annotated[dict[str, Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=60)]], info("话术", "Phrases", help=Text(
        "主题: 说法的列表", "topic: a list of wordings"))]  # fmt: skip


class PersonForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A buyer with a name and an address."""

    id: Annotated[str, info("编号", "Id", pattern=NAME)]
    name: Annotated[str, info("姓名", "Name", min_length=1, max_length=80)]
    given: Annotated[
        str, info("称呼", "Given name", help=Text("信里的称呼", "as letters call them"), min_length=1, max_length=60)
    ]
    market: Annotated[Code, info("市场", "Market")]
    language: Annotated[Literal["en", "zh"], info("语言", "Language")] = "en"
    street: Annotated[str, info("街道门牌", "Street and number", min_length=1, max_length=120)]
    city: Annotated[str, info("城市", "City", min_length=1, max_length=80)]
    state: Annotated[str, info("州/省", "State or province", max_length=60)] = ""
    postcode: Annotated[str, info("邮编", "Post code", min_length=1, max_length=16)]
    phone: Annotated[str, info("电话", "Phone", min_length=3, max_length=30)]
    tax_number: Annotated[str, info("税号", "Tax number", max_length=30)] = ""


class PeopleFile(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`people.yaml`."""

    people: Annotated[tuple[PersonForm, ...], info("人物", "People", "list", min_length=1, max_length=400)]


# the data files by name, each with its form
FILES: dict[str, type[Strict]] = {
    "goods.yaml": GoodsFile,
    "markets.yaml": MarketsFile,
    "services.yaml": ServicesFile,
    "rules.yaml": RulesFile,
    "phrases.yaml": PhrasesFile,
    "people.yaml": PeopleFile,
}


class Towns(msgspec.Struct, frozen=True, kw_only=True):
    """Towns and number forms of a market of the pack's own (`market.people.Region`)."""

    phone: str
    places: tuple[tuple[str, str, str], ...]
    street: str


class PackData(msgspec.Struct, frozen=True, kw_only=True):
    """What a pack brings along, ready for use; nothing where it brings nothing."""

    goods: tuple[Good, ...] = ()
    keep_goods: bool = True
    stock: dict[str, int] = {}
    tags: dict[str, tuple[str, ...]] = {}
    asks: dict[str, tuple[str, ...]] = {}
    markets: tuple[Market, ...] = ()
    like: dict[str, str] = {}
    towns: dict[str, Towns] = {}
    fx: dict[str, str] = {}  # currency -> CNY for one unit
    services: tuple[Service, ...] = ()
    keep_services: bool = True
    rules: tuple[Rule, ...] = ()
    phrases: dict[str, tuple[Text, ...]] = {}
    people: dict[str, Persona] = {}


def service_of(form: ServiceForm) -> Service:
    """The service that a form describes."""
    plain = {name: getattr(form, name) for name in form.__struct_fields__}
    plain["rates"] = {m: Rate(**msgspec.structs.asdict(r)) for m, r in form.rates.items()}
    plain["performance"] = {m: Performance(**msgspec.structs.asdict(p)) for m, p in form.performance.items()}
    return Service(**plain)


def good_of(form: GoodForm) -> Good:
    """The item that a form describes."""
    return Good(
        **{name: getattr(form, name) for name in form.__struct_fields__ if name not in ("asks", "tags", "stock")}
    )
