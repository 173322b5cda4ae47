"""Films of the window's walk: every frame is the figure of its step."""

import io
import re

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage

from convstudio.__main__ import main
from convstudio.cli import arguments
from convstudio.cli.progress import progress
from convstudio.engine.interrupt import NotWantedError
from convstudio.experiment import Experiment, evaluate, files, frozen, gallery
from convstudio.layers import MaxPool2d
from convstudio.painting.palette import DARK, LIGHT
from convstudio.painting.typeface import Typeset
from convstudio.scene.layout import figures, length
from convstudio.scene.layout.figures import Motif, frames_of, walk
from convstudio.scene.layout.length import MOST_FRAMES
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.playing.playhead import is_done, phases

ALIKE = 12  # of 255: how far a colour of a GIF may be from the true one


@pytest.fixture
def evaluation():
    return evaluate(gallery.example("cross-correlation"))


def frames(evaluation, **settings):
    playheads = walk(evaluation, 0, 1, None, **settings)
    return frames_of(evaluation, Motif(hide_unreached=True), playheads, Room(500.0, 260.0, Typeset()))


def pixels(drawn):
    """Red, green and blue of a picture."""
    raw = np.frombuffer(drawn.constBits(), np.uint8).reshape(drawn.height(), drawn.width(), 4)
    return raw[:, :, 2::-1].astype(int)


def test_a_walk_has_a_place_for_each_step(evaluation):
    assert [place.window for place in walk(evaluation, 0, 1, None)] == [0, 1, 2, 3]
    assert [place.window for place in walk(evaluation, 0, 2, 3)] == [1, 2]
    assert all(is_done(evaluation, place) for place in walk(evaluation, 0, 1, None))
    each = walk(evaluation, 0, 1, 1, products=True)
    assert [place.phase for place in each] == list(range(phases(evaluation, each[0])))


@pytest.mark.parametrize(("first", "last", "sentence"), [
    (0, None, "step 0 is none of them"),
    (1, 5, "step 5 is none of them"),
    (3, 2, "Step 2 comes before step 3"),
])  # fmt: skip
def test_steps_that_are_not_there_are_told(evaluation, first, last, sentence):
    with pytest.raises(ValueError, match=sentence):
        walk(evaluation, 0, first, last)


def test_a_film_has_an_end():
    large = evaluate(Experiment(input=frozen(np.zeros((1, 60, 60))), layers=(MaxPool2d(),)))
    assert len(walk(large, 0, 1, MOST_FRAMES)) == MOST_FRAMES
    with pytest.raises(ValueError, match=r"would have 900 frames, and at most 600 are possible: --until 600 would do\.$"):
        walk(large, 0, 1, None)
    with pytest.raises(
        ValueError, match=r"would have about 4455 frames, and at most 600 are possible: --until 129 would do\.$"
    ):
        walk(large, 0, 10, None, products=True)
    assert len(walk(large, 0, 10, 129, products=True)) == MOST_FRAMES


def test_a_cell_of_too_many_products_can_be_filmed_without_them():
    wide = evaluate(Experiment(input=frozen(np.zeros((1, 26, 26))), layers=(MaxPool2d(kernel_size=(26, 26)),)))
    with pytest.raises(ValueError, match="leave out --products"):
        walk(wide, 0, 1, None, products=True)
    assert len(walk(wide, 0, 1, None)) == 1


def test_all_frames_have_one_size_and_what_stays_stays_in_its_place(evaluation, qapp):
    drawings = frames(evaluation, products=True)
    assert len({(drawing.width, drawing.height) for drawing in drawings}) == 1
    places = [[(matrix.panel, matrix.left, matrix.top) for matrix in drawing.matrices] for drawing in drawings]
    kept = set.intersection(*map(set, places))
    assert len(kept) >= 3


@pytest.mark.parametrize("form", ["gif", "webp", "png"])
def test_every_frame_is_the_figure_of_its_step(evaluation, qapp, form):
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    from convstudio.painting.animation import film, frames_drawn
    from convstudio.painting.figure import picture

    drawings = frames(evaluation)
    read = image.open(io.BytesIO(film(frames_drawn(drawings, LIGHT), form, milliseconds=200)))
    assert (read.n_frames, read.info["loop"]) == (4, 0)
    for place, drawing in enumerate(drawings):
        read.seek(place)
        found = np.asarray(read.convert("RGB")).astype(int)
        wanted = pixels(picture(drawing, LIGHT, 1.0))
        assert found.shape == wanted.shape
        assert abs(found - wanted).max() <= (ALIKE if form == "gif" else 0)
        assert (found == wanted).all(axis=2).mean() > (0.96 if form == "gif" else 0.999)


def test_a_gif_has_every_colour_of_the_opening_example(qapp):
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    from convstudio.painting.animation import film, frames_drawn

    opened = evaluate(gallery.example("edge-detection"))
    drawn = frames_of(opened, Motif(hide_unreached=True), walk(opened, 0, 16, 20), Room(1200.0, 560.0, Typeset()))
    for look in (LIGHT, DARK):
        shown = frames_drawn(drawn, look)
        read = image.open(io.BytesIO(film(shown, "gif")))
        read.seek(4)
        found, true = np.asarray(read.convert("RGB")).astype(int), pixels(shown[4]())
        assert abs(found - true).max() <= ALIKE
        assert abs(found - true).mean() < 0.2


def test_a_film_that_no_memory_holds_is_refused(evaluation, qapp):
    pytest.importorskip("PIL", reason="Pillow is not installed")
    from convstudio.painting.animation import frames_drawn

    many = frames(evaluation) * 50
    w, h = (round(4.0 * side) for side in (many[0].width, many[0].height))
    with pytest.raises(
        ValueError, match=f"200 frames, each of {w} × {h} pixels, is too large: at most 88 would do, or a smaller size"
    ):
        frames_drawn(many, LIGHT, scale=4.0)
    with pytest.raises(ValueError, match="too large for a film; choose a smaller size"):
        frames_drawn(many[:1], LIGHT, scale=400.0)


def test_a_film_that_is_refused_is_not_drawn_first(tmp_path, capsys, monkeypatch, qapp):
    pytest.importorskip("PIL", reason="Pillow is not installed")
    path, drawn = tmp_path / "x.convstudio", []
    files.write(gallery.example("small-network"), path)
    monkeypatch.setattr(figures, "stage", lambda *given: drawn.append(given) or stage(*given))
    assert main(["animate", str(path), "-o", str(tmp_path / "walk.gif"), "--until", "600"]) == 2
    assert re.search(r"would have 600 frames of \d+ × \d+ pixels, and at most \d+ of that size", capsys.readouterr().err)
    assert len(drawn) == 2


@pytest.mark.parametrize("given", [[], ["--products"], ["--from", "3", "--products", "--until", "40"], ["--until", "8"]])
@pytest.mark.parametrize("which", [0, 1])
def test_what_is_advised_for_too_long_a_film_gives_a_film(tmp_path, capsys, monkeypatch, qapp, given, which):
    pytest.importorskip("PIL", reason="Pillow is not installed")
    from convstudio.painting import animation

    monkeypatch.setattr(animation, "MOST_PIXELS", 60_000)
    monkeypatch.setattr(length, "MOST_FRAMES", 12)
    path, made = tmp_path / "x.convstudio", tmp_path / "walk.gif"
    files.write(gallery.example("small-network"), path)
    asked = ["animate", str(path), "-o", str(made), "--size", "600x300", "--scale", "0.3", *given]
    assert main(asked) == 2
    said = capsys.readouterr().err
    advice = re.fullmatch(
        r".*: The film would have .*: (?:leave out --products \()?(.*?)( would do|\))(?:, or (.*))?\.\n", said
    )
    assert advice, said
    wanted = (advice[1], advice[3])[which] or advice[1]
    kept = [part for part in asked if part != "--products"] if "leave out" in said else asked
    assert main([*kept, *wanted.split()]) == 0, capsys.readouterr().err
    assert made.stat().st_size > 500


@pytest.mark.parametrize("form", ["gif", "webp", "png"])
def test_who_waits_for_a_film_hears_of_every_frame_and_can_end_it(evaluation, qapp, form):
    pytest.importorskip("PIL", reason="Pillow is not installed")
    from convstudio.painting.animation import film, frames_drawn

    drawn, heard = frames_drawn(frames(evaluation), LIGHT), []
    film(drawn, form, told=lambda done, of: heard.append((done, of)))
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]

    def enough(done, of):
        if done == 2:
            raise NotWantedError

    with pytest.raises(NotWantedError):
        film(drawn, form, told=enough)


@pytest.mark.parametrize("suffix", arguments.FILMS)
def test_on_the_command_line(tmp_path, capsys, qapp, suffix):
    pytest.importorskip("PIL", reason="Pillow is not installed")
    path, made = tmp_path / "x.convstudio", tmp_path / f"walk{suffix}"
    files.write(gallery.example("cross-correlation"), path)
    assert main(["animate", str(path), "-o", str(made), "--size", "400x200", "--from", "2"]) == 0
    assert made.stat().st_size > 1000
    assert main(["animate", str(path), "-o", str(made), "--until", "9"]) == 2
    assert capsys.readouterr().err == f"{path}: 1 · Convolution has 4 steps; step 9 is none of them.\n"


def test_without_an_ending_the_frames_go_into_a_folder(tmp_path, capsys, qapp):
    path, folder = tmp_path / "x.convstudio", tmp_path / "walk"
    files.write(gallery.example("cross-correlation"), path)
    given = ["animate", str(path), "-o", str(folder), "--size", "400x200"]
    assert main([*given, "--until", "9"]) == 2
    assert not folder.exists()
    assert "has 4 steps" in capsys.readouterr().err
    assert main(given) == 0
    assert sorted(file.name for file in folder.iterdir()) == ["0001.png", "0002.png", "0003.png", "0004.png"]
    sizes = {QImage(str(file)).size().toTuple() for file in folder.iterdir()}
    assert len(sizes) == 1
    assert main(given) == 2
    assert capsys.readouterr() == ("", f"{folder}: The folder is not empty; name a new one.\n")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_is_seen_on_a_terminal_alone_and_leaves_nothing():
    assert progress(io.StringIO()) is None
    terminal = Terminal()
    told = progress(terminal)
    told(1, 4)
    assert terminal.getvalue() == "\r[#######.......................] 1/4"
    told(4, 4)
    assert terminal.getvalue().rsplit("\r", 2)[1].strip() == ""
    assert terminal.getvalue().endswith("\r")


def test_without_pillow_one_sentence_says_so(tmp_path, capsys, monkeypatch, qapp):
    monkeypatch.setattr("convstudio.cli.commands.find_spec", lambda name: None)
    path = tmp_path / "x.convstudio"
    files.write(replace(gallery.example("cross-correlation"), title=""), path)
    assert main(["animate", str(path), "-o", str(tmp_path / "walk.gif")]) == 2
    assert "need Pillow" in capsys.readouterr().err
