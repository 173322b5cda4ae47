"""A person opens, drops and pastes numbers: as the input, and as the kernel."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from convstudio.experiment import Experiment, frozen, same_content
from convstudio.layers import Conv2d
from convstudio.scene import Focus
from tests.studio.conftest import OpenWindow
from tests.studio.importing.test_pictures_in import Importer, urls
from tests.studio.matrix_view.test_clipboard import choose

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def two_by_two() -> Experiment:
    """Two channels in, two out."""
    layer = Conv2d(kernel=frozen(np.zeros((2, 2, 3, 3))), bias=frozen(np.zeros(2)))
    return Experiment(input=frozen(np.zeros((2, 6, 6))), layers=(layer,))


@pytest.fixture
def person(open_window: OpenWindow) -> Iterator[Importer]:
    yield Importer(open_window().window)
    QGuiApplication.clipboard().clear()


CUBE = np.arange(24.0).reshape(2, 3, 4)
FILES: dict[str, tuple[bytes, np.ndarray]] = {
    "point.csv": (b"1.5,2\r\n-3,4e1\r\n", np.array([[[1.5, 2], [-3, 40]]])),
    "comma.csv": ("1,5;2\n−3;1/4\n".encode(), np.array([[[1.5, 2], [-3, 0.25]]])),
    "sheet.txt": ("0,5\t255\n7\t8\n".encode("utf-16"), np.array([[[0.5, 255], [7, 8]]])),
    "saved.tsv": (b"\xef\xbb\xbf# by np.savetxt\n1.000e+00\t0.000e+00\n", np.array([[[1.0, 0]]])),
    "spaces.txt": (b"1 0 1\n0 1 0\n", np.array([[[1.0, 0, 1], [0, 1, 0]]])),
    "nested.json": (b"[[[1, 2]], [[3, 4]]]", np.array([[[1.0, 2]], [[3, 4]]])),
    "array.txt": (repr(CUBE).encode(), CUBE),
    "cube.npy": (npy(CUBE.astype("f4")), CUBE),
    "mask.npy": (npy(np.eye(3) > 0), np.eye(3)[None]),
    "no-ending": (npy(np.full((6, 7, 3), 9, "u1")), np.full((3, 6, 7), 9.0)),
}


@pytest.mark.parametrize("name", FILES)
def test_files_of_numbers_become_the_input(person: Importer, tmp_path: Path, name: str) -> None:
    content, wanted = FILES[name]
    (tmp_path / name).write_bytes(content)
    before = person.window.session.state.experiment
    if name.endswith("v"):
        person.drop(urls(tmp_path / name))
    else:
        person.open(tmp_path / name)
    after = person.window.session.state.experiment
    assert np.array_equal(after.input, wanted)
    assert after.low <= min(0, wanted.min())
    assert after.high >= max(1, wanted.max())
    assert after.notes.endswith(f"The input is from {name}.")
    assert person.said == f"The input is “{name}” now: {' × '.join(map(str, wanted.shape))}."
    person.shortcut(Qt.Key.Key_Z)
    assert same_content(person.window.session.state.experiment, before)


REFUSED = {
    "ragged.csv": (b"1,2\n3\n", "Row 2 has length 1 and row 1 has 2"),
    "words.csv": (b"1,2\n3,x4\n", "Row 2, column 2 of the text: “x4” is not a number."),
    "headings.csv": (b"a,b\n1,2\n", "Row 1, column 1 of the text: “a” is not a number."),
    "poem.txt": ("Über allen Gipfeln ist Ruh.".encode(), "neither an experiment nor a picture nor a table of numbers"),
    "latin.csv": (b"1;2\n\xe4;3", "not UTF-8"),
    "long.csv": (b"1\n" * 5000, "more than 4096 lines"),
    "wide.npy": (npy(np.zeros((2, 2000))), "2 × 2000"),
    "objects.npy": (
        b"\x93NUMPY\x01\x00\x46\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(80), "Python objects",
    ),
    "nan.npy": (npy(np.array([[0, np.nan]])), "Row 1, column 2 is not a number (NaN)"),
    "many.npz": (b"PK\x03\x04" + bytes(100), "save one array as .npy"),
    "batch.txt": (str(np.zeros((2, 2, 2, 2))).encode(), "a batch of 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_input_says_what_where_and_what_would_do(person: Importer, tmp_path: Path, name: str) -> None:
    before = person.window.session.state.history
    (tmp_path / name).write_bytes(REFUSED[name][0])
    person.open(tmp_path / name)
    [told] = person.answers.told
    assert f"“{name}” cannot be opened" in told
    assert REFUSED[name][1] in told
    assert "unchanged" in told
    assert person.window.session.state.history is before


def test_a_large_file_of_numbers_is_not_read(person: Importer, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"1,2\n" * (65 * 2**18))
    person.open(path)
    assert "too large: 65 MB; the limit is 64 MB" in person.answers.told[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (repr(CUBE), CUBE),
        (str(CUBE), CUBE),
        (str(CUBE.tolist()), CUBE),
        (f"torch.{str(CUBE.tolist()).join(('tensor(', ', grad_fn=<AddBackward0>)'))}", CUBE),
        ("0,5\t1\n2\t3\n", np.array([[[0.5, 1], [2, 3]]])),
        ("[[True, False]]", np.array([[[1.0, 0]]])),
    ],
)
def test_pasted_numbers_become_the_input(person: Importer, text: str, wanted: np.ndarray) -> None:
    QGuiApplication.clipboard().setText(text)
    person.shortcut(Qt.Key.Key_I)
    assert np.array_equal(person.window.session.state.experiment.input, wanted)
    assert (
        person.window.session.state.history.undo_label
        == f"Paste {' × '.join(map(str, wanted[0].shape if len(wanted) == 1 else wanted.shape))} as input"
    )


def test_channels_pasted_on_cells_say_where_they_belong(person: Importer) -> None:
    before = person.window.session.state.experiment
    QGuiApplication.clipboard().setText(str(CUBE.tolist()))
    choose(person, person.view())
    person.key(person.view(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert person.said == "These are several matrices: “Paste as input” and “Paste as kernel” take all of them."
    assert person.window.session.state.experiment is before


def test_a_whole_sheet_pasted_where_nothing_is_chosen_becomes_the_input(person: Importer) -> None:
    """What fits is put down at its corner, as ever."""
    QGuiApplication.clipboard().setText("\n".join(["1,5\t2\t3"] * 9))
    person.shortcut(Qt.Key.Key_V)
    assert person.input == [[[1.5, 2, 3]] * 9]
    QGuiApplication.clipboard().setText("7\t8")
    person.shortcut(Qt.Key.Key_V)
    assert person.input == [[[7, 8, 3], *[[1.5, 2, 3]] * 8]]
    person.window.session.choose(None)
    person.window.session.look(Focus())
    QGuiApplication.clipboard().setText(str(CUBE.tolist()))
    person.shortcut(Qt.Key.Key_V)
    assert np.array_equal(person.window.session.state.experiment.input, CUBE)


def kernel_of(person: Importer) -> np.ndarray:
    layer = person.window.session.state.experiment.layers[0]
    assert isinstance(layer, Conv2d)
    return layer.kernel


@pytest.mark.parametrize("text", ["[[1, 2, 3], [4, 5, 6], [7, 8, 9], [0, 0, 0]]", "1 2 3\n4 5 6\n7 8 9\n0 0 0"])
def test_text_pasted_on_a_kernel_of_another_size_becomes_it(person: Importer, text: str) -> None:
    """Where one of its cells is chosen, the text is put down from there, as in any matrix."""
    wanted = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [0, 0, 0]]
    start = kernel_of(person).shape
    QGuiApplication.clipboard().setText(text)
    person.kernel().setFocus()
    person.window.session.look(Focus())
    person.key(person.kernel(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert kernel_of(person).tolist() == [[wanted]]
    person.shortcut(Qt.Key.Key_Z)
    person.click(person.kernel(), 0, 0)
    person.key(person.kernel(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert kernel_of(person).shape == start
    assert kernel_of(person)[0, 0, 0, 0] == 1
    assert "Ctrl+Shift+V" in person.said


def test_all_slices_of_a_kernel_are_pasted_where_there_are_as_many(open_window: OpenWindow) -> None:
    person = Importer(open_window(two_by_two()).window)
    weights = np.arange(16.0).reshape(2, 2, 2, 2)
    for text in (repr(weights), f"Parameter containing:\ntensor({weights.tolist()}, requires_grad=True)"):
        QGuiApplication.clipboard().setText(text)
        person.shortcut(Qt.Key.Key_V, CTRL_SHIFT)
        assert np.array_equal(kernel_of(person), weights)
        person.shortcut(Qt.Key.Key_Z)
    QGuiApplication.clipboard().setText(str(weights.reshape(4, 2, 2)))
    person.shortcut(Qt.Key.Key_V, CTRL_SHIFT)
    assert np.array_equal(kernel_of(person), weights)
    QGuiApplication.clipboard().setText(str(np.zeros((3, 2, 2))))
    person.shortcut(Qt.Key.Key_V, CTRL_SHIFT)
    assert person.said == "The kernel’s slices are 2 × 2, and those copied 3: copy as many, or one for each."
    assert np.array_equal(kernel_of(person), weights)


def test_what_lies_beyond_the_edge_is_said_with_the_way_to_take_all(person: Importer) -> None:
    QGuiApplication.clipboard().setText("\n".join(["1 2 3 4"] * 20))
    choose(person, person.view())
    person.key(person.view(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "numbers lie beyond the edge and were left out" in person.said
    assert "Ctrl+I" in person.said


def test_numbers_of_a_file_have_their_own_black_and_white(open_window: OpenWindow, tmp_path: Path) -> None:
    person = Importer(open_window(replace(two_by_two(), low=0.0, high=255.0)).window)
    (tmp_path / "a.csv").write_bytes(b"0,1\n0.5,0\n")
    person.open(tmp_path / "a.csv")
    experiment = person.window.session.state.experiment
    assert (experiment.low, experiment.high) == (0, 1)
