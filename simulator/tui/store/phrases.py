"""Short phrases that can be put into a message: courtesies and beginnings of sentences, never an answer."""

from __future__ import annotations

from simulator.kernel.text import Text

PHRASES: tuple[Text, ...] = (
    Text("您好，", "Hello,"),
    Text("感谢您的来信。", "Thank you for your message."),
    Text("很抱歉给您带来不便。", "We are sorry for the inconvenience."),
    Text("您的订单", "Your order"),
    Text("我们已经核实：", "We have checked this:"),
    Text("运单号是", "The tracking number is"),
    Text("预计送达日期是", "The expected delivery date is"),
    Text("我们会在……之前", "We will do this by"),
    Text("退款金额为", "The refund is"),
    Text("很遗憾，我们不能……，因为", "Unfortunately we cannot do this because"),
    Text("请您告诉我们", "Could you please tell us"),
    Text("如有其他问题，请随时联系我们。", "If you have any other question, please write to us."),
    Text("祝好！", "Kind regards,"),
)
