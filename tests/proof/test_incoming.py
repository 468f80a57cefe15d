"""A pack that comes from elsewhere: found, looked at, installed in the very bytes that were seen; and the library's cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.packs import shelf
from simulator.packs.archive import write_archive
from simulator.packs.errors import OtherContent, PackFileError
from simulator.packs.load import PackError, load
from simulator.proof.findings import Findings, grouped
from simulator.proof.incoming import NoPack, NotInstalled, install, look, place
from simulator.proof.library import Card, cards
from simulator.proof.prove import Step, prove, steps
from tests.packs_check import packedit


@pytest.fixture(autouse=True)
def own_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shelf for each test."""
    monkeypatch.setenv("STORESIM_SHELF", str(tmp_path / "shelf"))
    load.cache_clear()


def archive(path: Path, signature: bytes | None = None, **edits: str) -> Path:
    write_archive(path, packedit.files(**edits), signature)
    return path


def folder(path: Path, **edits: str) -> Path:
    for name, data in packedit.files(**edits).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def wall() -> int:
    return 7


def test_look_then_install_from_an_archive_and_from_a_folder(tmp_path: Path) -> None:
    for source in (archive(tmp_path / "a.zip"), folder(tmp_path / "b")):
        found = look(place(str(source)))
        assert found.pack is not None
        assert found.signature is not None
        assert found.signature.state == "none"
        made = install(found, wall=wall)
        assert (made.pack.id, made.pack.version, made.pack.digest) == ("small", "1.0.0", found.pack.digest)
    assert len(shelf.installed()) == 1


@pytest.mark.parametrize("given", ["", "nothing/here.zip", "a\x00b", "x" * 5000, "~nobody-of-this-name/pack"])
def test_a_place_without_a_pack_is_one_sentence(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PackFileError) as caught:
        place(given or str(tmp_path))
    assert caught.value.text.zh.endswith("。")
    assert "\x00" not in caught.value.text.en


def test_a_folder_without_a_head_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(NoPack, match=r"pack\.yaml"):
        place(str(tmp_path))


def test_a_pack_that_cannot_be_used_has_all_its_findings_and_is_not_installed(tmp_path: Path) -> None:
    broken = packedit.SCENARIO.replace("minutes: 5", "minutes: soon").replace("goal:", "gaol:")
    found = look(archive(tmp_path / "a.zip", one=broken))
    assert found.pack is None
    assert found.signature is None
    assert found.errors >= 2
    assert {f.file for f in found.findings} == {"scenarios/one.yaml"}
    assert any(f.line > 1 for f in found.findings)
    with pytest.raises(PackError):
        install(found, wall=wall)
    assert shelf.installed() == []


def test_a_bad_signature_is_refused_and_a_missing_one_where_one_is_asked_for(tmp_path: Path) -> None:
    bad = look(archive(tmp_path / "bad.zip", b"{}"))
    assert bad.signature is not None
    assert bad.signature.state == "bad"
    with pytest.raises(NotInstalled):
        install(bad, wall=wall)
    with pytest.raises(NotInstalled):
        install(look(archive(tmp_path / "none.zip")), wall=wall, signed=True)
    assert shelf.installed() == []


def test_what_was_changed_since_it_was_looked_at_is_not_installed(tmp_path: Path) -> None:
    source = archive(tmp_path / "a.zip")
    found = look(source)
    archive(source, one=packedit.SCENARIO.replace("minutes: 5", "minutes: 6"))
    with pytest.raises(NotInstalled, match="look again"):
        install(found, wall=wall)
    assert shelf.installed() == []


def test_other_content_of_the_same_version_has_its_own_error(tmp_path: Path) -> None:
    install(look(archive(tmp_path / "a.zip")), wall=wall)
    other = look(archive(tmp_path / "b.zip", one=packedit.SCENARIO.replace("minutes: 5", "minutes: 6")))
    with pytest.raises(OtherContent):
        install(other, wall=wall)
    assert install(other, wall=wall, replace=True).what == "replaced"


def mine(tmp_path: Path) -> dict[str, Card]:
    return {card.version: card for card in cards() if card.origin == "installed"}


def test_cards_say_which_version_is_on_offer_and_know_broken_ones_by_id_and_version(tmp_path: Path) -> None:
    install(look(archive(tmp_path / "a.zip")), wall=wall)
    install(look(archive(tmp_path / "b.zip", head=packedit.HEAD.replace("1.0.0", "1.1.0"))), wall=wall)
    old, new = mine(tmp_path)["1.0.0"], mine(tmp_path)["1.1.0"]
    assert (old.offered, new.offered) == (False, True)
    assert len(new.archive) == 64
    (new.path / "scenarios" / "one.yaml").write_text("id: [", "utf-8")
    load.cache_clear()
    broken = mine(tmp_path)["1.1.0"]
    assert (broken.id, broken.pack) == ("small", None)
    assert broken.problem is not None
    assert "scenarios/one.yaml:2" in broken.problem.en


# -- the proof's steps --------------------------------------------------------------------------------------------


def test_every_step_of_a_proof_is_told_before_it_is_made() -> None:
    pack, _ = packedit.judged()
    assert pack is not None
    scenario = pack.scenario("one")
    told: list[Step] = []
    proof = prove(pack, scenario, [1, 2], told.append)
    assert [s.done for s in told] == list(range(steps(scenario, [1, 2])))
    assert {s.of for s in told} == {len(told)}
    assert [s.seed for s in told if s.first] == [1, 2]
    assert {"reference", "idle", "spam", "leaks", "mistake:cheap"} <= {s.player for s in told}
    assert proof.runs == len(told) - 2  # the look for hidden truth is no run


def test_a_proof_ends_at_once_when_the_teller_raises() -> None:
    pack, _ = packedit.judged()
    assert pack is not None
    told: list[Step] = []

    class Enough(Exception):
        pass

    def tell(step: Step) -> None:
        told.append(step)
        if len(told) == 3:
            raise Enough

    with pytest.raises(Enough):
        prove(pack, pack.scenario("one"), [1, 2], tell)
    assert len(told) == 3


def test_the_same_flaw_on_several_seeds_is_one() -> None:
    found = Findings("one")
    for seed in (1, 2):
        found.note("kills", "a -> b", seed, "不行", "it does not")
    found.note("kills", "a -> c", 1, "不行", "it does not")
    assert [[f.seed for f in same] for same in grouped(found.flaws)] == [[1, 2], [1]]
