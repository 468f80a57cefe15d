"""One key in a table of 10,000 orders (Down, End, jump to a number) until the screen is settled, beside a bare DataTable of 100."""

from __future__ import annotations

from statistics import median

from bench import Figure
from bench._pty import PYTHON, Terminal

DOWN, UP, HOME, END, ESC, BACKSPACE = b"\x1b[B", b"\x1b[A", b"\x1b[H", b"\x1b[F", b"\x1b", b"\x7f"
# in a DataTable the last row is Ctrl+End
TOP, BOTTOM = b"\x1b[1;5H", b"\x1b[1;5F"
ROUNDS = 9


def ours() -> dict[str, float]:
    """Our three keys, milliseconds."""
    with Terminal(PYTHON, "-m", "tests.tui.demo", "en", "dark", "10000") as shop:
        shop.wait_for(b"Ship within", 60)
        shop.settle(1.0)
        down, end, jump = [], [], []
        for n in range(ROUNDS):
            down.append(shop.press(DOWN)[0])
            end.append(shop.press(END)[0])
            shop.press(HOME)
            number = f"{3000 + 611 * n}"
            shop.press(b"/")
            shop.press(number[:-1].encode())
            jump.append(shop.press(number[-1:].encode())[0])
            shop.press(b"\r")
            shop.press(HOME)
        return {"Down": median(down), "End": median(end), "jump to a number": median(jump)}


def peers() -> dict[str, float]:
    """The same of the bare table."""
    with Terminal(PYTHON, "-m", "bench._bare") as bare:
        bare.wait_for(b"READY")
        bare.settle(1.0)
        down, end, jump = [], [], []
        for _ in range(ROUNDS):
            down.append(bare.press(DOWN)[0])
            end.append(bare.press(BOTTOM)[0])
            bare.press(TOP)
            jump.append(bare.press(b"j")[0])
            bare.press(TOP)
        return {"Down": median(down), "End": median(end), "jump to a number": median(jump)}


def run() -> Figure:
    """The worst of the three keys."""
    mine, theirs = ours(), peers()
    worst = max(mine, key=lambda key: mine[key] / theirs[key])
    return Figure(
        f"key in 10,000 orders: {worst}",
        mine[worst],
        theirs[worst],
        "ms",
        2,
        "at most",
        "the same key in a bare DataTable of 100 rows",
    )


if __name__ == "__main__":
    print(ours(), peers())
