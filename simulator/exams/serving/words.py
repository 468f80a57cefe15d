"""What the page around the terminal says."""

from __future__ import annotations

from simulator.exams.serving.gate import Why
from simulator.kernel.text import Text

# by what became of the line (`page/page.js` and the close codes of `server.py`)
NOTICES: dict[str, Text] = {
    "wait": Text("正在打开考试，请稍候……", "The exam is being opened; wait a moment…"),
    "ended": Text(
        "考试程序已退出。要继续，请按下面的按钮重新签到；已保存的每一步都在。",
        "The exam program has ended. To go on, press the button and sign in again; every kept step is there.",
    ),
    "idle": Text(
        "签到页长时间没有操作，连接已断开。请按下面的按钮重新签到。",
        "Nothing was typed at the sign-in page for a while, so the line was closed. Press the button to sign in.",
    ),
    "way": Text(
        "连接人数已满，没有操作的签到页已让给别人。请按下面的按钮重新签到。",
        "The hall was full, and a sign-in page that nobody used made room. Press the button to sign in.",
    ),
    "stopping": Text(
        "考场服务正在停止或重启；已保存的每一步都在。请稍候，再按下面的按钮重新签到。",
        "The hall's server is stopping or starting anew; every kept step is there. Wait a moment, then press the button to sign in.",
    ),
    "failed": Text(
        "考试程序没能打开。请按下面的按钮再试；若仍打不开，请找监考老师。",
        "The exam program could not be opened. Press the button to try again; if that does not help, ask the invigilator.",
    ),
    "flood": Text(
        "收到的数据不对，连接已断开；已保存的每一步都在。请按下面的按钮重新签到。",
        "What came in was not in order, so the line was closed; every kept step is there. Press the button to sign in again.",
    ),
    "lost": Text(
        "与考场的连接断了；已保存的每一步都在，考试时间仍在走。请按下面的按钮重新签到。",
        "The line to the hall is lost; every kept step is there, and the time runs on. Press the button and sign in again.",
    ),
    "away": Text(
        "现在连不上考场服务器；已保存的每一步都在。请检查网线，稍后再按下面的按钮；仍连不上，请找监考老师。",
        "The hall's server cannot be reached now; every kept step is there. Check the cable, press the button again in a moment, and ask the "
        "invigilator if that does not help.",
    ),
    "refused": Text(
        "考场服务器没有接受这个连接。请按下面的按钮再试；若仍不行，请找监考老师。",
        "The hall's server did not accept the connection. Press the button to try again; if that does not help, ask the invigilator.",
    ),
}  # fmt: skip
AGAIN = Text("重新签到", "Sign in again")
NO_SCRIPT = Text(
    "请在浏览器中启用 JavaScript，再重新打开本页。", "Allow JavaScript in the browser, then open this page again."
)

REFUSALS: dict[Why, Text] = {
    "full": Text(
        "考场连接数已满，已签到的考生不受影响。本页会自动再试；若一直如此，请找监考老师。",
        "The hall is full; candidates who have signed in are not affected. This page tries again by itself; if it stays so, ask the invigilator.",
    ),
    "address": Text(
        "这台机器（或同一网络出口）打开的考试页太多，请关闭多余的页面。本页会自动再试；若一直如此，请找监考老师。",
        "This machine (or all that share its address) has too many exam pages open; close those you do not need. This page tries again by itself; "
        "if it stays so, ask the invigilator.",
    ),
    "busy": Text(
        "同时进入考场的人很多，请稍候，本页会自动再试。",
        "Many are entering the hall at this moment; wait, this page tries again by itself.",
    ),
}  # fmt: skip
NOT_HERE = Text("这里没有这个页面；考试页在网站首页。", "There is no such page here; the exam is on the first page.")
NOT_SO = Text(
    "不能这样访问；请直接在浏览器里打开考试页。", "It cannot be reached like this; open the exam's page in a browser."
)
OTHER_HOST = Text(
    "网址不对：请使用准考证或监考老师给出的地址。", "This is the wrong address: use the one on your strip or from the invigilator."
)  # fmt: skip
OTHER_PAGE = Text("只能从考试页连接。", "Only the exam's own page may connect.")
BROKEN = Text("服务器内部出错，请再试一次，或找监考老师。", "The server failed; try again, or ask the invigilator.")
TO_EXAM = Text("打开考试页", "Open the exam")
EXAM = Text("考试", "Exam")
