"""File, Export: figures, tables and programs of what is on the screen."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.experiment import gallery
from convstudio.experiment.edits import strip_edits
from convstudio.export.code import LANGUAGES
from convstudio.painting.figure import picture
from convstudio.painting.palette import DARK, LIGHT
from convstudio.scene import MatrixId, PanelId
from convstudio.scene.layout.values import Drawing
from convstudio.scene.workspaces import WORKSPACES
from convstudio.studio.document.asking import Asking
from convstudio.studio.document.settings import Settings
from convstudio.studio.learn.curves.figure import Plots
from convstudio.studio.learn.curves.plots import Plot
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

FIGURES = ["export_stage", "export_network", "export_matrix"]


@pytest.fixture
def person(open_window) -> Person:
    return open_window(gallery.example("small-network"), size=(1280, 720), view="stage")


def export(person: Person, name: str, path: Path | None) -> Path | None:
    """Choose an entry of the menu, and this file in the dialog."""
    person.answers.save_path = path
    person.window.actions_by_name[name].trigger()
    person.settle()
    return path


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("suffix", [".png", ".SVG", ".pdf"])
def test_every_figure_in_every_format(person: Person, tmp_path: Path, name: str, suffix: str) -> None:
    path = export(person, name, tmp_path / f"figure{suffix}")
    starts = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF-"}
    assert path
    assert path.read_bytes().startswith(starts[suffix.lower()])
    assert person.window.statusBar().currentMessage() == f"Exported “{path.name}”."
    assert person.answers.told == []


def test_a_figure_shows_what_is_on_the_screen(person: Person, tmp_path: Path) -> None:
    person.select(3)
    first = export(person, "export_stage", tmp_path / "a.svg")
    person.click(person.view(3), 5, 5)
    second = export(person, "export_stage", tmp_path / "b.svg")
    assert first
    assert second
    assert "Y₄ · Join" in first.read_text(encoding="utf-8")
    assert first.read_bytes() != second.read_bytes()


def test_the_matrix_that_was_used_last(person: Person, tmp_path: Path) -> None:
    person.click(person.view(0), 2, 3)
    path = export(person, "export_table", tmp_path / "map.npy")
    assert path
    assert np.array_equal(np.load(path), person.window.session.state.evaluation.results[0].output[0])
    drawn = export(person, "export_matrix", tmp_path / "map.svg")
    assert drawn
    assert "Edges, out 0" in drawn.read_text(encoding="utf-8")
    assert person.answers.suggested
    assert person.answers.suggested.name == "A small network-Edges_ out 0.png"


@pytest.mark.parametrize(("suffix", "between"), [(".csv", ","), (".tsv", "\t"), (".txt", " ")])
def test_tables_as_text(person: Person, tmp_path: Path, suffix: str, between: str) -> None:
    path = export(person, "export_table", tmp_path / f"x{suffix}")
    assert path
    assert np.array_equal(np.loadtxt(path, delimiter=between), person.window.session.state.experiment.input[0])


def test_print_colours_whatever_the_theme(person: Person, tmp_path: Path) -> None:
    person.window.choose_theme("dark", remember=False)
    dark = QImage(str(export(person, "export_stage", tmp_path / "dark.png")))
    person.window.actions_by_name["figures_for_print"].trigger()
    paper = QImage(str(export(person, "export_stage", tmp_path / "paper.png")))
    assert (dark.pixelColor(1, 1).name(), paper.pixelColor(1, 1).name()) == (DARK.card, "#ffffff")


def test_the_fineness_of_pngs_is_chosen_and_kept(person: Person, tmp_path: Path) -> None:
    def wide(name: str) -> int:
        return QImage(str(export(person, "export_stage", tmp_path / f"{name}.png"))).width()

    double = wide("double")
    person.pick(person.menu("figure_scales"), "figure_scale_1")
    assert abs(2 * wide("single") - double) <= 1
    person.pick(person.menu("figure_scales"), "figure_scale_4")
    assert abs(wide("fourfold") - 2 * double) <= 2
    assert Settings().figure_scale == 4


def test_a_copied_figure_is_a_picture(person: Person) -> None:
    person.window.actions_by_name["copy_figure"].trigger()
    assert QGuiApplication.clipboard().image().width() > 600
    assert person.window.statusBar().currentMessage().startswith("Copied the figure, ")


@pytest.mark.parametrize("name", ["numpy", "torch", "keras"])
def test_programs(person: Person, tmp_path: Path, name: str) -> None:
    path = export(person, f"export_{name}", tmp_path / "program.py")
    assert path
    assert isinstance(ast.parse(path.read_bytes()), ast.Module)
    assert person.answers.suggested
    assert person.answers.suggested.name == f"A small network-{name}.py"


def test_latex_of_the_cell_that_is_looked_at(person: Person, tmp_path: Path) -> None:
    person.select(3)
    person.click(person.view(3), 4, 6)
    path = export(person, "export_latex", tmp_path / "cell.tex")
    assert path
    assert "_{4, 6} &= " in path.read_text(encoding="utf-8")


def test_in_the_flow_the_figure_is_the_same_sentence(open_window, tmp_path: Path) -> None:
    person = open_window(gallery.example("cross-correlation"), view="flow")
    path = export(person, "export_stage", tmp_path / "x.svg")
    assert path
    assert "Output Y" in path.read_text(encoding="utf-8")


def test_a_page_for_a_browser(person: Person, tmp_path: Path) -> None:
    path = export(person, "export_page", tmp_path / "page.html")
    assert path
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<section") == len(person.window.session.state.experiment.layers)
    assert person.answers.suggested
    assert person.answers.suggested.name == "A small network.html"


def test_nothing_is_written_where_the_dialog_is_left(person: Person, tmp_path: Path) -> None:
    for name in [*FIGURES, "export_table", "export_numpy", "export_latex", "export_page"]:
        export(person, name, None)
    assert [path for path in tmp_path.iterdir() if path.name != "settings"] == []
    assert person.answers.told == []


@pytest.mark.parametrize("name", ["export_stage", "export_table", "export_numpy"])
def test_another_ending_is_told_and_nothing_is_written(person: Person, tmp_path: Path, name: str) -> None:
    path = export(person, name, tmp_path / "x.docx")
    assert path
    assert not path.exists()
    assert len(person.answers.told) == 1
    assert "“x.docx”\n\nThe name says what the file is to be: let it end in ." in person.answers.told[0]


def test_what_cannot_be_written_is_told(person: Person, tmp_path: Path) -> None:
    export(person, "export_stage", tmp_path / "none" / "x.png")
    assert "Not saved: there is no folder “none”." in person.answers.told[0]


def test_an_export_is_no_step_and_leaves_the_document_saved(person: Person, tmp_path: Path) -> None:
    history = person.window.session.state.history
    export(person, "export_stage", tmp_path / "x.png")
    export(person, "export_numpy", tmp_path / "x.py")
    assert person.window.session.state.history is history
    assert not person.window.isWindowModified()


def test_the_ending_of_the_suggestion_is_added(qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def ask_file(_window: QWidget, title: str, start: Path, filters: str, *, to_save: bool) -> str:
        asked.append((start.name, filters))
        return str(tmp_path / "figure")

    monkeypatch.setattr("convstudio.studio.document.file_dialog.ask_file", ask_file)
    window = QWidget()
    qtbot.addWidget(window)
    found = Asking(window).file_to_export(tmp_path / "a.png", (("Picture", ".png"), ("Drawing", ".svg")))
    assert found == tmp_path / "figure.png"
    assert asked == [("a.png", "Picture (*.png);;Drawing (*.svg)")]


@pytest.mark.parametrize("workspace", [workspace.name for workspace in WORKSPACES])
def test_every_workspace_exports(open_window, tmp_path: Path, workspace: str) -> None:
    person = open_window(gallery.example("learning-a-kernel"), size=(1280, 720), view="stage")
    person.window.work_in(workspace)
    person.settle()
    for name, suffix in {"export_stage": ".svg", "export_network": ".svg", "export_matrix": ".svg", "export_table": ".csv",
                         **{f"export_{language.name}": language.suffix for language in LANGUAGES}}.items():  # fmt: skip
        path = export(person, name, tmp_path / f"{name}{suffix}")
        assert path
        assert path.stat().st_size > 20
    assert person.answers.told == []


def words_in(path: Path | None) -> list[str]:
    """The texts of an SVG."""
    assert path
    return [found.strip() for found in re.findall(r"<text[^>]*>([^<]*)", path.read_text(encoding="utf-8"))]


@pytest.fixture
def trained(open_window: OpenWindow) -> Person:
    """Learn, with ten epochs."""
    person: Person = open_window(gallery.example("learning-a-kernel"), size=(1280, 720), view="stage")
    person.window.work_in("learn")
    person.settle()
    while not person.window.session.state.learning.learnt.done:
        person.settle()
    person.window.learner.scrub(7)
    person.settle()
    return person


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_learn_exports_its_loop_its_curve_and_its_landscape(trained: Person, tmp_path: Path, suffix: str) -> None:
    path = export(trained, "export_stage", tmp_path / f"x{suffix}")
    assert trained.answers.told == []
    assert trained.answers.suggested
    assert trained.answers.suggested.name.endswith("-learning.png")
    if suffix == ".svg":
        words = words_in(path)
        assert {"prediction", "target", "epoch 7", "★", "least squares [1, −1]", "Loss 0.3442 at epoch 7",
                "Loss landscape  → K[0, 0]  ↑ K[0, 1]", "10"} <= set(words)  # fmt: skip
        assert not any("Output Y" in word for word in words)
    elif suffix == ".png":
        image = QImage(str(path))
        lower = image.copy(0, image.height() // 2, image.width(), image.height() // 2)
        assert len({lower.pixel(x, y) for x in range(0, lower.width(), 7) for y in range(0, lower.height(), 7)}) > 20


def test_the_plots_of_a_figure_are_freed(trained: Person, tmp_path: Path) -> None:
    shown = {widget for widget in QApplication.allWidgets() if isinstance(widget, Plot)}
    assert len(shown) == 2
    for name in ("export_stage", "export_curve", "export_landscape"):
        export(trained, name, tmp_path / f"{name}.svg")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert {widget for widget in QApplication.allWidgets() if isinstance(widget, Plot)} == shown


def test_in_learn_the_arithmetic_of_the_cell_in_focus_stands_below_the_loop(trained: Person, tmp_path: Path) -> None:
    view = trained.window.learn_page.view(PanelId(MatrixId("gradient", 0)))
    trained.click(view, 0, 0)
    arithmetic = trained.window.learn_page.arithmetic.text
    path = export(trained, "export_stage", tmp_path / "x.svg")
    assert arithmetic.startswith("∂L/∂K[0, 0]")
    assert "".join(arithmetic.split()) in "".join("".join(words_in(path)).split())


def test_where_nothing_can_be_learned_the_figure_says_why(trained: Person, tmp_path: Path) -> None:
    trained.window.session.edit(strip_edits.switch_layer, 0, False)
    trained.settle()
    words = " ".join(words_in(export(trained, "export_stage", tmp_path / "x.svg")))
    assert "Nothing to learn: no convolution is switched on." in words
    assert "prediction" not in words


def test_the_shift_lab_exports_both_ways_round_and_what_follows(open_window: OpenWindow, tmp_path: Path) -> None:
    person = open_window(gallery.example("translation"), size=(1280, 720), view="stage")
    person.window.work_in("shift")
    person.settle()
    words = words_in(export(person, "export_stage", tmp_path / "x.svg"))
    assert {"Moved input", "Moved output", "Difference", "Exactly equal."} <= set(words)
    assert {"−5", "5"} <= set(words)  # the ends of a legend
    assert person.answers.suggested
    assert person.answers.suggested.name.endswith("-shift.png")


def test_the_copied_figure_is_that_of_the_workspace_too(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("translation"), size=(1280, 720), view="stage")
    sizes = set()
    for workspace in WORKSPACES:
        person.window.work_in(workspace.name)
        person.settle()
        person.window.actions_by_name["copy_figure"].trigger()
        sizes.add(QGuiApplication.clipboard().image().size().toTuple())
    assert len(sizes) == len(WORKSPACES)


def test_the_figure_is_called_by_the_workspace_that_one_has_come_back_to(person: Person) -> None:
    texts = []
    for workspace in ("learn", "explore", "shift", "explore"):
        person.window.work_in(workspace)
        person.settle()
        texts.append(person.window.actions_by_name["export_stage"].text().replace("&", ""))
    assert texts == ["Figure of the loop and the loss…", "Figure of the stage…", "Figure of the shift…", "Figure of the stage…"]


@pytest.mark.parametrize(("name", "words"), [("export_curve", "Loss "), ("export_landscape", "Loss landscape")])
def test_curve_and_landscape_are_figures_of_their_own(open_window: OpenWindow, tmp_path: Path, name: str, words: str) -> None:
    person = open_window(gallery.example("learning-a-kernel"), size=(1280, 720), view="stage")
    action = person.window.actions_by_name[name]
    assert not action.isEnabled()
    person.window.work_in("learn")
    person.settle()
    assert action.isEnabled()
    drawn = export(person, name, tmp_path / "plot.svg")
    assert drawn
    text = drawn.read_text(encoding="utf-8")
    assert words in text
    assert ("Loss landscape" in text) is (name == "export_landscape")
    picture = export(person, name, tmp_path / "plot.png")
    assert picture
    image = QImage(str(picture))
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 10


def test_a_plot_is_the_same_wherever_it_stands_in_a_figure(open_window: OpenWindow) -> None:
    """The ground of a name went astray: it was drawn where it would be in the corner of a screen."""
    person = open_window(gallery.example("learning-a-kernel"), size=(1280, 720), view="stage")
    person.window.work_in("learn")
    person.settle()
    seen = person.window.learn_page.pictures.seen(LIGHT)
    assert seen
    images = []
    for top in (40, 190):
        plots = Plots(replace(seen, loss=None, kernels=None), 640, top)
        image = picture(Drawing(640, top + 230, ()), LIGHT, 1.0, plots.paint)
        images.append(image.copy(0, top, 640, 220))
    assert images[0] == images[1]
