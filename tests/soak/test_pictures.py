"""Some hundred damaged pictures, arrays and texts, as `python -m tests.soak.pictures` tries them by the ten thousand."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.soak import pictures

COUNT = 400


@pytest.mark.parametrize("seed", [11, 12])
def test_mutants_are_refused_with_a_sentence_or_become_an_input(qapp: object, seed: int) -> None:
    found = {way: set[str]() for way in pictures.WAYS}
    for mutant in pictures.mutants(seed, COUNT):
        found[mutant.way].add(pictures.outcome(mutant.content, random.Random(mutant.number)))
    for way, outcomes in found.items():
        assert {"refused", "picture"} <= outcomes, way
    assert {"array", "text"} <= set().union(*found.values())


def test_every_good_file_becomes_an_input(qapp: object) -> None:
    for content in pictures.seeds():
        assert pictures.outcome(content, random.Random(1)) in ("picture", "array", "text")


def test_children_try_them_and_the_table_says_what_came_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pictures.main(["--count", "40", "--seed", "2", "--folder", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "failed: none" in said
    assert sum(int(line.split()[2]) for line in said.splitlines() if line.split()[0] in pictures.WAYS) == 40


DYING = """
import json, os, sys
for number in range(int(sys.argv[1]), 10):
    print(json.dumps({"begins": number}), flush=True)
    if number == 4: os.abort()
    found = "FAILED" if number == 7 else "refused"
    print(json.dumps({"number": number, "way": "cut", "found": found, "memory": 1, "seconds": 0}), flush=True)
"""


def test_what_kills_a_child_is_kept_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pictures, "command", lambda _seed, _count, first: [sys.executable, "-c", DYING, str(first)])
    tally = pictures.run(5, 10, 0, tmp_path)
    assert tally.failed == [4, 7]
    assert tally.counts == {("cut", "refused"): 8, ("cut", "FAILED"): 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["5-4", "5-7", "errors.txt"]


def test_a_mutant_follows_from_its_seed_and_number_alone() -> None:
    [again] = pictures.mutants(3, 1, first=17)
    assert again == list(pictures.mutants(3, 18))[17]
