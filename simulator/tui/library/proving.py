"""Prove a pack: played in a thread by every player on every seed, with what is going on; then what came out, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.worker import Worker, WorkerState, get_current_worker

from simulator.kernel.text import Text
from simulator.locale.width import width
from simulator.tui.library import proofs
from simulator.tui.screens.drawing import Cell, bar, line, wrapped
from simulator.tui.screens.frame import Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.packs.model import Pack
    from simulator.proof.findings import Proof
    from simulator.proof.prove import Step

BEGINNING = Text("正在准备 ...", "Getting ready ...")
EXPLAINED = Text(
    "每个场景在每个种子上由参考玩家、什么都不做、什么都做和每种错误各玩一遍，看评分能不能分出对错，视图有没有泄露隐藏的事实。",
    "Every scenario is played on every seed by the reference, by who does nothing, by who does everything and with each mistake: "
    "whether its checks tell right from wrong, and whether no view shows what is hidden.",
)
RUNNING = Text("正在证明", "Proving")
STOPPED = Text(
    "已停止：没有证明完，不记结果。F3 从头再来。",
    "Stopped: the proof was not finished and nothing is recorded. F3 begins again.",
)
DONE_OF = Text("{n}/{all} 步", "{n} of {all} steps")
SEED = Text("种子 {n}", "seed {n}")
RUNS = Text("{n} 局", "{n} runs")
GOOD = Text("成立", "holds")
BAD = Text("不成立", "does not hold")
PLAYERS = {
    "reference": Text("参考玩家", "the reference"), "idle": Text("什么都不做", "who does nothing"),
    "spam": Text("什么都做", "who does everything"), "leaks": Text("查隐藏的事实有没有泄露", "looking for hidden truth in views"),
}  # fmt: skip
MISTAKE = Text("错误：{name}", "mistake: {name}")


class Stopped(Exception):
    """The person has had enough."""


class ProveScreen(Page):
    """Progress, then the result. Esc stops the proof between two runs; once it has ended it leads back."""

    CSS_PATH = "library.tcss"
    PAGE_TITLE = Text("证明", "Proof")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("f3", "F3", Text("再证明一遍", "Prove again"), "again"),
        Key("escape", "Esc", Text("返回", "Back"), "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Rows"
    STOP = Text("停止", "Stop")

    class Went(Message):
        """One step is about to be made; `turn` tells one proof from the one before it."""

        def __init__(self, turn: int, step: Step, done: int, of: int) -> None:
            super().__init__()
            self.turn = turn
            self.step = step
            self.done = done
            self.of = of

    class Proven(Message):
        """One scenario is through, with the place in its YAML of everything its flaws speak of."""

        def __init__(self, turn: int, proof: Proof, places: dict[str, str]) -> None:
            super().__init__()
            self.turn = turn
            self.proof = proof
            self.places = places

    class Ended(Message):
        """The whole pack is through."""

        def __init__(self, turn: int) -> None:
            super().__init__()
            self.turn = turn

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self.pack = pack
        self.state = "running"  # | "stopped" | "ended"
        self.turn = 0
        self.all = 0
        self.done = 0
        self.step: Step | None = None
        self.proofs: list[Proof] = []
        self.places: dict[tuple[str, str], str] = {}

    def body(self) -> ComposeResult:
        """One page."""
        yield Rows(self._lines)

    def on_mount(self) -> None:
        """Begin at once."""
        self.action_again()

    # -- proving ----------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Not twice at a time."""
        return self.state != "running" if action == "again" else True

    def action_again(self) -> None:
        """Prove the pack from the beginning."""
        self.turn += 1
        self.state, self.done, self.all, self.step, self.proofs, self.places = "running", 0, 0, None, [], {}
        self.relabel()
        self.refresh_bindings()
        self.run_worker(self._work(self.turn), thread=True, exclusive=True, group="prove", exit_on_error=False)

    def _work(self, turn: int) -> Callable[[], None]:
        pack = self.pack

        def work() -> None:
            from simulator.proof.kept import keep
            from simulator.proof.prove import SEEDS, prove, steps

            worker = get_current_worker()
            seeds = range(1, SEEDS + 1)
            whole = sum(steps(s, seeds) for s in pack.scenarios.values())
            before = 0
            found: list[Proof] = []

            def tell(step: Step) -> None:
                if worker.is_cancelled:
                    raise Stopped
                self.post_message(self.Went(turn, step, before + step.done, whole))

            for scenario in pack.scenarios.values():
                proof = prove(pack, scenario, seeds, tell)
                before += steps(scenario, seeds)
                found.append(proof)
                self.post_message(self.Proven(turn, proof, self._found(proof)))
            if worker.is_cancelled:
                raise Stopped
            keep(pack, found)
            self.post_message(self.Ended(turn))

        return work

    def _found(self, proof: Proof) -> dict[str, str]:
        """Where in the pack's YAML each thing that is wrong is written."""
        from pathlib import Path

        from simulator.packs.errors import PackFileError
        from simulator.packs.places import Places
        from simulator.proof.incoming import files

        if not proof.flaws:
            return {}
        try:
            places = Places(files(Path(self.pack.path)), self.pack.scenarios[proof.scenario].base)
        except PackFileError:  # it was removed meanwhile
            return {}
        return {flaw.where: places.of(flaw.where) for flaw in proof.flaws}

    def on_prove_screen_went(self, event: ProveScreen.Went) -> None:
        """Show what is going on."""
        if event.turn == self.turn and self.state == "running":
            self.step, self.done, self.all = event.step, event.done, event.of
            self.relabel()

    def on_prove_screen_proven(self, event: ProveScreen.Proven) -> None:
        """Keep what came out."""
        if event.turn == self.turn and self.state == "running":
            self.proofs.append(event.proof)
            self.places |= {(event.proof.scenario, where): place for where, place in event.places.items()}
            self.relabel()

    def on_prove_screen_ended(self, event: ProveScreen.Ended) -> None:
        """Show the result."""
        if event.turn == self.turn and self.state == "running":
            self._end("ended")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What goes wrong otherwise than in the pack is told."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and event.worker.group == "prove" and not isinstance(error, Stopped):
            from simulator.tui.screens.errors import tell

            self._end("stopped")
            tell(self, error or Stopped())

    def _end(self, state: str) -> None:
        self.state = state
        self.relabel()
        self.refresh_bindings()
        self.query_one(Rows).scroll_home(animate=False)

    def action_back(self) -> None:
        """Stop the proof; where none runs, back."""
        if self.state == "running":
            self.workers.cancel_group(self, "prove")
            self._end("stopped")
        else:
            super().action_back()

    # -- what is shown ----------------------------------------------------------------------------------------

    def shown_keys(self) -> Sequence[Key]:
        """While it runs, only the key that stops it."""
        again, back = self.KEYS
        return [back._replace(text=self.STOP)] if self.state == "running" else [again, back]

    def heading(self) -> str:
        """The pack."""
        return f"{self.say(self.PAGE_TITLE)}  {self.pack.title.of(self.lang)}"

    def note(self) -> str:
        """Id and version."""
        return f"{self.pack.id} {self.pack.version}"

    def _text(self, words: str, cells: int, style: str = "") -> list[Row]:
        return [Row(line(Cell(part, 0, style))) for part in wrapped(words, cells)]

    def _lines(self, cells: int) -> Sequence[Row]:
        if self.state == "running":
            return [*self._progress(cells), Row(), *self._scenarios(cells), Row(), *self._explained(cells)]
        if self.state == "stopped":
            return [*self._text(self.say(STOPPED), cells, "bold $warning"), Row(), *self._scenarios(cells)]
        rows = [*proofs.verdict(self.proofs, self.lang, cells), Row(), *self._scenarios(cells)]
        return rows + proofs.details(self.proofs, self.places, self.lang, cells)

    def _explained(self, cells: int) -> list[Row]:
        return self._text(self.say(EXPLAINED), min(cells, 100), "$faint")

    def _progress(self, cells: int) -> list[Row]:
        if self.step is None or not self.all:
            return self._text(self.say(BEGINNING), cells, "$faint")
        share = 100 * self.done // self.all
        size = min(60, max(20, cells - 30))
        said = self.say(DONE_OF).format(n=self.done, all=self.all)
        seed = self.say(SEED).format(n=self.step.seed)
        return [
            Row(line(Cell(self.say(RUNNING), 0, "bold $primary"), f"  {self.step.scenario}  ", Cell(seed, 0, "$faint"))),
            Row(line(bar(self.done, size, full=self.all), Cell(f"{share}%", 6, "bold", "right"), "   ", Cell(said, 0, "$faint"))),
            Row(line(Cell(self._player(self.step.player), 0, "$faint"))),
        ]  # fmt: skip

    def _player(self, name: str) -> str:
        known = PLAYERS.get(name)
        if known is not None:
            return self.say(known)
        from simulator.bots.catalogue import title_of

        id = name.partition(":")[2]
        scenario = self.pack.scenarios[self.step.scenario] if self.step is not None else None
        recorded = next((m for m in scenario.mistakes if m.id == id), None) if scenario is not None else None
        return self.say(MISTAKE).format(name=title_of(recorded).of(self.lang) if recorded is not None else id)

    def _scenarios(self, cells: int) -> list[Row]:
        """The scenarios with what came out so far."""
        done = {proof.scenario: proof for proof in self.proofs}
        rows = []
        size = min(24, max((width(id) for id in self.pack.scenarios), default=0))
        for scenario in self.pack.scenarios.values():
            proof = done.get(scenario.id)
            here = self.step is not None and self.step.scenario == scenario.id and proof is None
            mark = "> " if here and self.state == "running" else "  "
            said, style = (
                ("", "") if proof is None else (self.say(GOOD if proof.holds else BAD), proofs.style(proof.holds))
            )
            runs = self.say(RUNS).format(n=proof.runs) if proof is not None else ""
            rows.append(
                Row(
                    line(
                        Cell(mark, 2, "bold $key"), Cell(scenario.id, size, "$key"), "  ",
                        Cell(scenario.title.of(self.lang), max(8, cells - size - 30)), Cell(runs, 10, "$faint", "right"), "  ",
                        Cell(said, 14, style),
                    )
                )
            )  # fmt: skip
        return rows
