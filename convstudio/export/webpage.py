"""An experiment as one page for a browser: the stage of each layer as an interactive picture. It needs no network.

What a person wrote, such as a title, notes or names, is only text there; the page's own policy forbids loading anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape

import msgspec
from msgspec import Struct

from convstudio import __version__, resources
from convstudio.experiment import Evaluation
from convstudio.scene.layout.linked import Linked, linked_stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.values import Drawing
from convstudio.words import language, tr

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class Colours(Struct, frozen=True):
    """The colours of the page, as "#rrggbb", with the names that they have in a look."""

    board: str
    card: str
    text: str
    muted: str
    border: str
    highlight: str  # the cells that a cell is computed from
    reader: str  # the cells computed from it

    @classmethod
    def of(cls, look: object) -> Colours:
        """The colours of a look."""
        return cls(*(getattr(look, name) for name in cls.__struct_fields__))


class Section(Struct, frozen=True, eq=False):
    """A layer: its stage with the links, and the stage as SVG."""

    linked: Linked
    svg: str


def page_of(
    evaluation: Evaluation, layers: Sequence[int], room: Room, colours: Colours, svg_of: Callable[[Drawing], str]
) -> str:
    """The page of some layers of an experiment; `svg_of` paints a drawing."""
    linked = [linked_stage(evaluation, layer, room) for layer in layers]
    experiment = evaluation.experiment
    return webpage(experiment.title, experiment.notes, [Section(each, svg_of(each.drawing)) for each in linked], colours)


def webpage(title: str, notes: str, sections: Sequence[Section], colours: Colours) -> str:
    """The whole page."""
    paragraphs = "\n".join(f"<p>{escape(' '.join(part.split()))}</p>" for part in notes.split("\n\n") if part.strip())
    named = escape(title.strip() or tr("An experiment"))
    told = tr("Made with ConvStudio {version}. This page works without it, and without a network.", version=__version__)
    return "\n".join((
        "<!DOCTYPE html>", '<html lang="' + language().replace("_", "-") + '">', "<head>", '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{named}</title>", f"<style>{_variables(colours)}\n{resources.text('page', 'page.css')}</style>", "</head>",
        "<body>", f"<h1>{named}</h1>", paragraphs, *map(_section, sections, range(len(sections))),
        f"<footer>{escape(told)}</footer>", f"<script>{resources.text('page', 'page.js')}</script>", "</body>", "</html>", "",
    ))  # fmt: skip


def _variables(colours: Colours) -> str:
    pairs = (f"--{name}: {getattr(colours, name)};" for name in colours.__struct_fields__)
    return f":root {{ {' '.join(pairs)} }}"


def _section(section: Section, number: int) -> str:
    name = escape(section.linked.name)
    drawing = section.svg[section.svg.index("<svg") :]
    has_links = any(section.linked.answers)
    hint = tr("Point at a cell, or tap one. The arrow keys go from cell to cell.") if has_links else ""
    return "\n".join((
        f'<section aria-label="{name}">', f"<h2>{name}</h2>",
        f'<div class="stage" tabindex="0" role="group" aria-label="{name}">{drawing}</div>',
        f'<p class="words" aria-live="polite" data-hint="{escape(hint)}">{escape(hint)}</p>',
        f'<script type="application/json">{_data(section.linked)}</script>', "</section>",
    ))  # fmt: skip


def _data(linked: Linked) -> str:
    """The links as JSON in which no text can end the script element."""
    roles = sorted({lit.role for answers in linked.answers for answer in answers for lit in answer.lit})
    known = {
        "roles": roles,
        "matrices": list(_matrices(linked)),
        "answers": [
            [
                [answer.words, [[lit.place, roles.index(lit.role), *lit.rows, *lit.columns] for lit in answer.lit]]
                for answer in each
            ]
            for each in linked.answers
        ],
    }
    return msgspec.json.encode(known).decode("utf-8").translate(IN_SCRIPT)


def _matrices(linked: Linked) -> Iterator[list[float]]:
    for matrix in linked.matrices:
        yield [round(matrix.left, 2), round(matrix.top, 2), round(matrix.cell, 3), *matrix.scene.shape]
