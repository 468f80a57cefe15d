"""The peer of the benches through a terminal: a ten-line Textual app with one table of 100 rows."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Bare(App[None]):
    """Ten lines."""

    BINDINGS = [("j", "jump", "")]

    def compose(self) -> ComposeResult:
        """One table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """100 rows of eight columns."""
        table = self.query_one(DataTable)
        table.add_columns("Order", "Buyer", "Market", "Status", "Choice", "Paid", "Ship", "Ready")
        for n in range(100):
            table.add_row(
                f"A{1043 + n}",
                "Jürgen Klein",
                "DE",
                "paid",
                "express",
                "39.90",
                "2 h 40 min",
                "READY" if n == 5 else "",
            )

    def action_jump(self) -> None:
        """To some row by its number."""
        table = self.query_one(DataTable)
        table.move_cursor(row=60 if table.cursor_row != 60 else 10)


if __name__ == "__main__":
    Bare().run()
