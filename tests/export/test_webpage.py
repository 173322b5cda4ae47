"""A page for a browser: links and words are those of the program, nothing is loaded, and what was written stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.experiment import Evaluation, evaluate, gallery
from convstudio.export.webpage import Colours, page_of
from convstudio.lessons.hidden import covered
from convstudio.scene import Focus, MatrixId, PanelId, Spot, build
from convstudio.scene.layout.linked import MOST_CELLS, linked_stage, runs
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.words.text_runs import plain_text
from tests.lessons.secrets import Hiding, hiding, secrets, telling
from tests.scene.stage.test_stage_room import Type

COLOURS = Colours("#ffffff", "#ffffff", "#000000", "#666666", "#cccccc", "#ff8800", "#008888")
ROOM = Room(1060, 520, Type(), bare=True)
DRAWN = '<?xml version="1.0"?>\n<svg viewBox="0 0 100 50"><g/></svg>'
NASTY = "</script><script>alert(1)</script>&amp;\u2028\"'<img src=x onerror=alert(2)>"


class Tags(HTMLParser):
    """The tags of a page with their attributes, its texts, and what stands in its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        (self.scripts if self._inside == "script" else self.texts).append(data)

    @property
    def data(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(script) for script in self.scripts if script.startswith("{")]


def page(evaluation: Evaluation, *layers: int) -> str:
    return page_of(evaluation, layers or range(len(evaluation.results)), ROOM, COLOURS, lambda _drawing: DRAWN)


def test_a_cell_says_its_arithmetic_and_lights_what_it_is_made_of() -> None:
    evaluation = evaluate(gallery.example("cross-correlation"))
    (data,) = Tags(page(evaluation)).data
    place = len(data["matrices"]) - 1
    assert data["matrices"][place][3:] == [2, 2]
    words, lit = data["answers"][place][1]
    assert words == "1·0 + 2·1 + 4·2 + 5·3 + bias 0 = 25  → Y[0, 1]"
    assert [(data["roles"][role], *rest) for _place, role, *rest in lit] == [
        ("focus", 0, 0, 1, 1), ("window", 0, 1, 1, 2), ("weight", 0, 1, 0, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["channels-in", "dilation", "padding", "max-pooling", "depthwise"])
def test_words_and_links_are_those_of_the_program(name: str) -> None:
    evaluation = evaluate(gallery.example(name))
    for layer in range(len(evaluation.results)):
        linked = linked_stage(evaluation, layer, ROOM)
        for place, matrix in enumerate(linked.matrices):
            rows, columns = matrix.scene.shape
            for row, column in {(0, 0), (rows // 2, columns // 2), (rows - 1, columns - 1)} if linked.answers[place] else ():
                answer = linked.answers[place][row * columns + column]
                scene = build(evaluation, Focus(pin=Spot(matrix.panel, row, column)), layer, staged=True)
                shown = {(mark.panel, mark.role, r, c) for mark in scene.marks for r in mark.rows for c in mark.columns
                         if mark.panel in {each.panel for each in linked.matrices}}  # fmt: skip
                lit = {(linked.matrices[part.place].panel, part.role, r, c) for part in answer.lit
                       for r in range(part.rows[0], part.rows[1] + 1)
                       for c in range(part.columns[0], part.columns[1] + 1)}  # fmt: skip
                assert lit == {each for each in shown if each[1] not in ("product", "meant")}
                if matrix.panel.matrix == MatrixId("map", layer):
                    assert answer.words == plain_text(scene.arithmetic)
                elif matrix.panel.matrix.is_kernel:
                    assert answer.words.endswith(scene.spoken)


def test_products_of_one_cell_alone_are_not_shown() -> None:
    drawing = linked_stage(evaluate(gallery.example("channels-in")), 0, ROOM).drawing
    assert {matrix.panel.matrix.kind for matrix in drawing.matrices} == {"map", "kernel"}


def test_numbers_in_a_row_are_joined() -> None:
    assert runs((1, 2, 4, 6, 7)) == [(1, 2), (4, 4), (6, 7)]
    assert runs(()) == []


def test_the_page_loads_nothing_and_says_so() -> None:
    made = page(evaluate(gallery.example("convolutional-layer")))
    found = Tags(made)
    policies = [attrs["content"] for tag, attrs in found.tags if tag == "meta" and "http-equiv" in attrs]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"]
    assert {tag for tag, _ in found.tags}.isdisjoint({"link", "iframe", "object", "embed", "base", "form"})
    for _tag, attrs in found.tags:
        assert all(not (value or "").startswith(("http", "//", "javascript:")) for name, value in attrs.items()
                   if name in ("src", "href", "action", "data"))  # fmt: skip
        assert not [name for name in attrs if name.startswith("on")]
    addresses = re.findall(r"https?://[^\"'\s<]+", made)
    assert set(addresses) <= {"http://www.w3.org/2000/svg"}  # a name, not a place
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in found.tags


def test_what_a_person_wrote_stays_text() -> None:
    own = gallery.example("cross-correlation")
    nasty = replace(own, title=NASTY, notes=f"{NASTY}\n\n{NASTY}", layers=(replace(own.layers[0], name=NASTY),))
    found = Tags(page(evaluate(nasty)))
    plain = Tags(page(evaluate(own)))
    assert len([tag for tag, _ in found.tags if tag == "script"]) == len([tag for tag, _ in plain.tags if tag == "script"])
    assert [tag for tag, _ in found.tags if tag == "img"] == []
    assert any("<img src=x onerror=alert(2)>" in text for text in found.texts)
    assert any(f"1 · {NASTY}" == text for text in found.texts)
    assert not [script for script in found.scripts if script.startswith("{") and re.search("[<>&\u2028]", script)]


def test_a_stage_of_very_many_cells_is_a_picture_alone() -> None:
    own = gallery.opening_example()
    side = 60
    large = replace(own, input=telling(replace(own, input=np.broadcast_to(own.input[:, :1, :1], (1, side, side)))).input)
    linked = linked_stage(evaluate(large), 0, ROOM)
    assert sum(matrix.scene.values.size for matrix in linked.matrices) > MOST_CELLS
    assert set(linked.answers) == {()}
    found = Tags(page(evaluate(large), 0))
    assert not any("Point at a cell" in text for text in found.texts)


@pytest.mark.parametrize("step", hiding(), ids=lambda step: step.name)
def test_a_page_tells_nothing_of_a_hidden_answer(step: Hiding) -> None:
    experiment = telling(step.own)
    kept = secrets(experiment, step.question)
    made = Tags(page(evaluate(covered(experiment))))
    told = [words for data in made.data for answers in data["answers"] for words, _lit in answers]
    assert [found for text in (*made.texts, *told) for found in kept.told_in(text)] == []
    spot = PanelId(MatrixId("map", 0))
    assert all(matrix.panel != spot for layer in range(len(experiment.layers))
               for matrix in linked_stage(evaluate(covered(experiment)), layer, ROOM).matrices)  # fmt: skip
