"""Words and figures that several of a candidate's pages share."""

from __future__ import annotations

from datetime import datetime

from simulator.kernel.text import Lang, Text

MINUTE = 60_000
PAGE = Text("考试", "Exam")
LEAVE = Text("离座", "Leave the seat")
MESSAGES = Text("监考留言", "Messages")
LANGUAGE = Text("English", "中文")
BACK = Text("返回", "Back")

OFF: dict[str, Text] = {
    "coach": Text("教练", "coach"),
    "hints": Text("提示", "hints"),
    "pause": Text("店铺停表", "stopping the store's clock"),
    "jumps": Text("快进和跳到下一件事", "going faster and jumping to the next event"),
    "preview": Text("回复识别预览", "what a reply is understood to say"),
}
NOTHING_OFF = Text("没有", "nothing")


def clock(at: int) -> str:
    """`14:03:22` of a moment in milliseconds, as clocks in the hall show it."""
    return f"{datetime.fromtimestamp(at / 1000).astimezone():%H:%M:%S}"


def moment(at: int, lang: Lang) -> str:
    """`9月7日 14:00` or `7 Sep 14:00`."""
    from simulator.locale.formats import short_date

    there = datetime.fromtimestamp(at / 1000).astimezone()
    return f"{short_date(there.date(), lang)} {there:%H:%M}"


def span(seconds: int, lang: Lang) -> str:
    """`60 分钟`, `90 秒`; seconds are named where they are not whole minutes."""
    minutes, rest = divmod(seconds, 60)
    if lang == "zh":
        return " ".join(
            w for w in (f"{minutes} 分钟" if minutes else "", f"{rest} 秒" if rest or not minutes else "") if w
        )
    return " ".join(w for w in (f"{minutes} min" if minutes else "", f"{rest} s" if rest or not minutes else "") if w)


def left(ms: int, lang: Lang) -> str:
    """Time left, never longer than it is: `42 分钟` from a quarter of an hour on, `14:59` below."""
    if ms >= 15 * MINUTE:
        minutes = ms // MINUTE
        if minutes < 60:
            return f"{minutes} 分钟" if lang == "zh" else f"{minutes} min"
        hours, minutes = divmod(minutes, 60)
        return f"{hours} 小时 {minutes:02} 分" if lang == "zh" else f"{hours} h {minutes:02} min"
    seconds = -(-ms // 1000) if ms < 1000 and ms > 0 else ms // 1000
    return f"{seconds // 60:02}:{seconds % 60:02}"
