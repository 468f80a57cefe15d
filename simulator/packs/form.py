"""How `pack.yaml` and a scenario are written in YAML: typed structs from which files are read, checked and explained.

Titles of facets, gates and mistakes may be left out: the library has one for each. `load` makes the model of them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from simulator.kernel.messages import info
from simulator.kernel.text import Text
from simulator.market.cast.entry import NAME, Moment
from simulator.packs.data import Strict

ID = r"^[a-z][a-z0-9-]{1,39}$"
SCENARIO = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
VERSION = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$"
DATE = r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$"
PARAMETER = r"^[a-z][a-z0-9_]{0,29}$"

Desk = Literal["orders", "logistics", "service", "products", "money", "notices"]
Fields = Annotated[dict[str, Any], info("栏目", "Fields", help=Text("栏目: 值", "field: value"))]
Tag = Annotated[
    str,
    info(
        "操作", "Command", help=Text("操作的代码，见 storesim commands", "code of an operation, see storesim commands")
    ),
]
Where = Annotated[
    str,
    info(
        "条件",
        "Where",
        help=Text("对操作栏目的条件，逗号分隔", "conditions on the command's fields, joined by commas"),
        max_length=300,
    ),
]


class PackForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`pack.yaml`."""

    format: Annotated[
        Literal[1] | None, info("格式", "Format", help=Text("场景包格式的版本：1", "version of the pack format: 1"))
    ] = None
    id: Annotated[
        str, info("编号", "Id", help=Text("小写字母、数字和连字符", "small letters, digits and hyphens"), pattern=ID)
    ]
    version: Annotated[
        str,
        info("版本", "Version", help=Text("语义化版本，如 1.0.0", "semantic version, such as 1.0.0"), pattern=VERSION),
    ]
    title: Annotated[Text, info("标题", "Title")]
    author: Annotated[str, info("作者", "Author", max_length=120)] = ""
    about: Annotated[Text, info("说明", "About", "long")] = Text("", "")
    license: Annotated[str, info("许可", "License", max_length=60)] = ""


class SenderForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who sends."""

    name: Annotated[str, info("寄件人", "Sender", min_length=1, max_length=80)]
    phone: Annotated[str, info("电话", "Phone", min_length=3, max_length=30)]


class WorldForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The store, its markets and services, and the shift."""

    store: Annotated[Text, info("店名", "Store")]
    start: Annotated[Moment, info("开班", "Start", "minute")]
    end: Annotated[Moment, info("收班", "End", "minute")]
    settle_until: Annotated[Moment, info("结算到", "Settle until", "minute", help=Text(
        "交卷后一直演到这时，让后果到来", "after handing in the world runs on to this moment, so that consequences arrive"))]  # fmt: skip
    epoch: Annotated[str, info("D1 日期", "Date of D1", pattern=DATE)]
    warehouse: Annotated[
        str, info("仓库片区", "Warehouse area", help=Text("承运服务的揽收区域之一", "a pick-up area of the services"))
    ]
    sender: Annotated[SenderForm, info("寄件人", "Sender")]
    markets: Annotated[
        tuple[str, ...],
        info("市场", "Markets", "list", help=Text("国家代码；不写则全部", "country codes; left out, all")),
    ] = ()
    services: Annotated[
        tuple[str, ...], info("承运服务", "Services", "list", help=Text("编号；不写则全部", "ids; left out, all"))
    ] = ()
    without_goods: Annotated[tuple[str, ...], info("不卖的商品", "Goods left out", "list")] = ()
    profit_goal: Annotated[int, info("利润目标", "Profit goal", "money", currency="CNY", ge=0, le=1_000_000_000)] = 0
    cash: Annotated[int, info("期初资金", "Opening cash", "money", currency="CNY", ge=0, le=10_000_000_000)] = 2_000_000


class FacetForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One weighted check of a requirement."""

    id: Annotated[str, info("编号", "Id", pattern=NAME)]
    weight: Annotated[int, info("权重", "Weight", "int", ge=1, le=100)]
    measure: Annotated[
        str,
        info(
            "量度",
            "Measure",
            help=Text("看什么；见 storesim pack words measures", "what is looked at; see storesim pack words measures"),
        ),
    ]
    check: Annotated[
        str, info("判法", "Check", help=Text("不写则用量度通常的判法", "left out: the measure's usual checker"))
    ] = ""
    params: Annotated[dict[str, Any], info("参数", "Parameters")] = {}
    title: Annotated[Text | None, info("标题", "Title", help=Text("不写则用库里的", "left out: the library's"))] = None
    hard: Annotated[bool, info("必须满分", "Has to be full", "flag")] = False


class GateForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A forbidden act."""

    id: Annotated[str, info("编号", "Id", pattern=NAME)]
    measure: Annotated[str, info("量度", "Measure")]
    title: Annotated[Text | None, info("标题", "Title")] = None


class RequirementForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one requirement of Table 1 is measured."""

    id: Annotated[str, info("要求", "Requirement", help=Text("表 1 的编号", "number in Table 1"))]
    facets: Annotated[tuple[FacetForm, ...], info("检查项", "Facets", "list", min_length=1, max_length=20)]
    gates: Annotated[tuple[GateForm, ...], info("禁令", "Gates", "list", max_length=10)] = ()
    pass_at: Annotated[int, info("及格线", "Pass mark", "int", ge=1, le=100)] = 70


class MoveForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command that a player gives, once or for each row of a table."""

    command: Tag
    each: Annotated[str, info("对哪些记录", "For each", help=Text(
        "选择式，如 orders[status=paid,!listed]", "a selector, such as orders[status=paid,!listed]"), max_length=300)] = ""  # fmt: skip
    fields: Fields = {}
    at: Annotated[Moment | None, info("不早于", "Not before", "minute")] = None


class DropForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Commands that are left out."""

    command: Tag
    where: Where = ""


class ChangeForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Commands whose fields are set otherwise."""

    command: Tag
    where: Where = ""
    fields: Annotated[dict[str, Any], info("改成", "Fields", help=Text("栏目: 新值", "field: new value"), min_length=1)]


class HoldForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Commands that are held back."""

    command: Tag
    where: Where = ""
    before_end: Annotated[int, info("收班前", "Before the end", "duration", ge=1, le=100_000)] = 60


Waypoints = Annotated[tuple[str, ...], info("扣分项", "Kills", "list", help=Text(
    "要求/检查项，或 要求/gate:禁令", "requirement/facet, or requirement/gate:gate"))]  # fmt: skip


class MistakeForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong way, and what it costs."""

    id: Annotated[str, info("编号", "Id", pattern=NAME)]
    kills: Annotated[Waypoints, msgspec.Meta(min_length=1)]
    also: Annotated[
        dict[str, Text], info("连带", "Also", help=Text("检查项: 为什么也受影响", "facet: why it is touched too"))
    ] = {}
    title: Annotated[Text | None, info("标题", "Title")] = None
    mistake: Annotated[
        str,
        info(
            "库中错误",
            "Mistake of the library",
            help=Text("见 storesim pack words mistakes", "see storesim pack words mistakes"),
        ),
    ] = ""
    with_: Annotated[dict[str, Any], info("参数", "Parameters")] = msgspec.field(name="with", default_factory=dict)
    drop: Annotated[tuple[DropForm, ...], info("不做", "Drop", "list", max_length=20)] = ()
    change: Annotated[tuple[ChangeForm, ...], info("改动", "Change", "list", max_length=20)] = ()
    hold: Annotated[tuple[HoldForm, ...], info("拖延", "Hold", "list", max_length=20)] = ()
    add: Annotated[tuple[MoveForm, ...], info("多做", "Add", "list", max_length=20)] = ()


class ReferenceForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the reference player plays beside the experts."""

    without: Annotated[
        tuple[str, ...], info("不用的专家", "Experts left out", "list", help=Text("要求编号", "ids of requirements"))
    ] = ()
    moves: Annotated[tuple[MoveForm, ...], info("自写操作", "Moves", "list", max_length=60)] = ()


class TaskForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A task the coach shows."""

    id: Annotated[str, info("编号", "Id", pattern=NAME)]
    requirement: Annotated[str, info("要求", "Requirement", help=Text("表 1 的编号", "number in Table 1"))]
    title: Annotated[Text, info("标题", "Title")]
    hints: Annotated[
        tuple[Text, ...],
        info("提示", "Hints", "list", help=Text("从点拨到具体做法", "from a nudge to the exact step"), max_length=6),
    ] = ()
    desk: Annotated[str, info("工位", "Desk")] = ""
    view: Annotated[str, info("视图", "View", help=Text("在哪张表里做", "in which table it is done"))] = ""
    command: Annotated[str, info("操作", "Command", help=Text("用哪个操作做", "by which operation it is done"))] = ""
    done: Annotated[
        str,
        info(
            "完成",
            "Done",
            help=Text("判断式，见 storesim pack words probes", "a probe, see storesim pack words probes"),
            max_length=400,
        ),
    ] = ""


Level = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,19}$")]


class ScenarioForm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scenario. `$name` anywhere stands for the value of a parameter at the level played."""

    id: Annotated[str, info("编号", "Id", pattern=SCENARIO)]
    title: Annotated[Text, info("标题", "Title")]
    brief: Annotated[Text, info("情况", "Brief", "long")]
    goal: Annotated[Text, info("目标", "Goal", "long")]
    minutes: Annotated[
        int, info("需时", "Minutes", "int", help=Text("一个人要多少分钟", "real minutes a person needs"), ge=1, le=600)
    ]
    track: Annotated[Literal["B2C", "B2B", "both"], info("方向", "Track")] = "B2C"
    guided: Annotated[bool, info("带练", "Guided", "flag")] = False
    desks: Annotated[
        tuple[Desk, ...],
        info("工位", "Desks", "list", help=Text("开放哪些；不写则全部", "which are open; left out, all")),
    ] = ()
    practises: Annotated[tuple[str, ...], info("练哪些要求", "Practises", "list", help=Text(
        "不写则与 requirements 相同", "left out: those under requirements"))] = ()  # fmt: skip
    world: Annotated[WorldForm, info("店铺与班次", "World")]
    cast: Annotated[list[Any], info("来件与布景", "Cast", "list", max_length=200)]
    requirements: Annotated[
        tuple[RequirementForm, ...], info("要求", "Requirements", "list", min_length=1, max_length=60)
    ]
    tasks: Annotated[tuple[TaskForm, ...], info("任务", "Tasks", "list", max_length=60)] = ()
    mistakes: Annotated[tuple[MistakeForm, ...], info("错误做法", "Mistakes", "list", max_length=200)] = ()
    reference: Annotated[ReferenceForm, info("参考玩家", "Reference")] = ReferenceForm()
    levels: Annotated[tuple[Level, ...], info("难度", "Levels", "list", help=Text(
        "如 [easy, normal, hard]；平常用 normal，否则第一个", "such as [easy, normal, hard]; normal is the usual one, else the first"), max_length=6)] = ()  # fmt: skip
    parameters: Annotated[dict[str, dict[str, Any]], info("参数", "Parameters", help=Text(
        "名字: {难度: 值}；文中写 $名字", "name: {level: value}; written as $name"))] = {}  # fmt: skip
