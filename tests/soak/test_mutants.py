"""Some hundred damaged and odd files, as `python -m tests.soak.mutants` tries them by the hundred thousand."""

from __future__ import annotations

import random

import pytest

from tests.soak import mutants
from tests.soak.damage import CHANGES, TOKENS, VALUES

EACH = 75


@pytest.mark.parametrize("seed", range(6))
def test_mutants_are_refused_with_a_sentence_or_shown(seed: int) -> None:
    found = {way: {"refused": 0, "accepted": 0} for way in mutants.WAYS}
    for mutant in mutants.mutants(seed, EACH):
        found[mutant.way][mutants.outcome(mutant.content, random.Random(mutant.number))] += 1
    for way, counts in found.items():
        assert counts["refused"] > 0, way
    assert found["odd"]["accepted"] > found["odd"]["refused"]
    assert found["bytes"]["accepted"] > 0


def test_a_mutant_follows_from_its_seed_and_number_alone() -> None:
    [again] = mutants.mutants(3, 1, first=17)
    assert again == list(mutants.mutants(3, 18))[17]


def test_what_fails_is_found_kept_and_named(monkeypatch: pytest.MonkeyPatch, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(mutants, "explore", fail)
    assert mutants.main(["--count", "30", "--seed", "5", "--folder", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    kept = sorted(tmp_path.iterdir())
    assert kept
    assert kept[0].name.startswith("5-")
    assert "ZeroDivisionError" in said
    assert "failed: [" in said


def fail(*_: object) -> None:
    raise ZeroDivisionError


def test_every_kind_of_damage_is_done() -> None:
    assert len(CHANGES) > 15
    assert len(TOKENS) + len(VALUES) > 50
