"""Figures on the command line: Qt's painter without a window or a display."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from PySide6.QtGui import QGuiApplication

from convstudio.cli.progress import progress
from convstudio.experiment import Evaluation, Experiment
from convstudio.export.webpage import Colours, page_of
from convstudio.painting.figure import FORMATS, bytes_of, figure, look_of
from convstudio.painting.thumbnails import shrunken
from convstudio.painting.typeface import Typeset
from convstudio.scene.layout.figures import Motif, checked_layer, drawing_of, ends, frames_of, playhead_at, walk
from convstudio.scene.layout.length import ANY_SIZE, Most, most_of
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.playing.playhead import Playhead
from convstudio.words import tr


def application() -> QGuiApplication:
    """The application object that Qt needs for its typefaces."""
    found = QGuiApplication.instance()
    return found if isinstance(found, QGuiApplication) else QGuiApplication(["convstudio"])


def rendered(evaluation: Evaluation, options: argparse.Namespace) -> bytes:
    """The bytes of the figure that is asked for. Raises ValueError with a sentence for anything that does not exist."""
    if options.product is not None and options.step is None:
        raise ValueError(tr("--product goes with --step: it counts the products of that cell."))
    app = application()
    layer = _layer(evaluation, options)
    playhead = playhead_at(evaluation, layer, options.step, options.product) if options.step is not None else None
    motif = Motif(options.what, layer, options.channel, options.slice, playhead, options.hide, options.words)
    room = Room(float(options.size[0]), float(options.size[1]), Typeset())
    drawing = drawing_of(evaluation, motif, room)
    form = next(form for form in FORMATS if f".{form}" == options.output.suffix.lower())
    content = figure(drawing, look_of(options.theme), form, title=evaluation.experiment.title, scale=options.scale)
    assert app
    return content


def paged(evaluation: Evaluation, options: argparse.Namespace) -> bytes:
    """A page for a browser: the stage of a layer, or of all. Raises ValueError with a sentence if there is no such layer."""
    if options.what != "stage" or options.step is not None or options.product is not None:
        raise ValueError(tr("A page shows stages, and any cell that is pointed at: it takes neither --what nor --step."))
    app = application()
    size, layer = options.size, options.layer
    layers = [checked_layer(evaluation, layer - 1)] if layer else list(range(len(evaluation.results)))
    room = Room(float(size[0]), float(size[1]), Typeset())
    look = look_of(options.theme)
    content = page_of(evaluation, layers, room, Colours.of(look), lambda drawn: figure(drawn, look, "svg").decode("utf-8"))
    assert app
    return content.encode("utf-8")


def filmed(evaluation: Evaluation, options: argparse.Namespace) -> bytes:
    """The bytes of the film that is asked for. Raises ValueError with a sentence for anything that does not exist."""
    from convstudio.painting.animation import FILMS, film, frames_drawn  # only now: brings Pillow

    app = application()
    motif, room = _filmed_motif(evaluation, options)
    playheads = _walk(evaluation, motif, options, _most_frames(evaluation, motif, room, options))
    frames = frames_drawn(frames_of(evaluation, motif, playheads, room), look_of(options.theme), options.scale)
    form = next(form for form in FILMS if f".{form}" == options.output.suffix.lower())
    content = film(frames, form, milliseconds=round(1000 / options.speed), told=progress(sys.stderr))
    assert app
    return content


def numbered(evaluation: Evaluation, options: argparse.Namespace) -> Iterator[tuple[str, bytes]]:
    """The pictures of a film, each with its name in the folder. Raises ValueError like `filmed`."""
    app = application()
    motif, room = _filmed_motif(evaluation, options)
    playheads = _walk(evaluation, motif, options, ANY_SIZE)
    drawings, told = frames_of(evaluation, motif, playheads, room), progress(sys.stderr)
    for number, drawing in enumerate(drawings, 1):
        yield f"{number:04}.png", figure(drawing, look_of(options.theme), "png", scale=options.scale)
        if told:
            told(number, len(drawings))
    assert app


def _filmed_motif(evaluation: Evaluation, options: argparse.Namespace) -> tuple[Motif, Room]:
    layer = _layer(evaluation, options) if options.layer is not None else 0
    motif = Motif(options.what, layer, options.channel, options.slice, None, options.hide, options.words)
    return motif, Room(float(options.size[0]), float(options.size[1]), Typeset())


def _most_frames(evaluation: Evaluation, motif: Motif, room: Room, options: argparse.Namespace) -> Most:
    """How many frames of this size memory holds, by those at the ends: hundreds take long to draw."""
    from convstudio.painting import animation  # only now: brings Pillow

    drawn = frames_of(evaluation, motif, ends(evaluation, motif.layer, options.first, options.last), room)[0]
    width, height = drawn.width * options.scale, drawn.height * options.scale
    animation.check_size(1, width, height)
    return most_of(width, height, options.scale, animation.MOST_PIXELS)


def _walk(evaluation: Evaluation, motif: Motif, options: argparse.Namespace, most: Most) -> list[Playhead]:
    return walk(evaluation, motif.layer, options.first, options.last, products=options.products, most=most)


def shrunk(experiment: Experiment, side: int) -> bytes:
    """The PNG of a thumbnail whose longer side has `side` pixels."""
    app = application()
    content = bytes_of(shrunken(experiment, side, look_of("light")))
    assert app
    return content


def _layer(evaluation: Evaluation, options: argparse.Namespace) -> int:
    """The layer, counted as in the program; by default the first, or none if the whole network is drawn."""
    if options.layer is not None:
        return int(options.layer) - 1
    return 0 if evaluation.results and (options.what != "rail" or options.step is not None) else -1
