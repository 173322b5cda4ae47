"""Every tool of the input and the kernel, by mouse and keys on the real window, and undone again."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QWidget

from convstudio.experiment import Experiment, edits, frozen
from convstudio.layers import Conv2d, MaxPool2d
from convstudio.scene import INPUT, MatrixId, PanelId
from convstudio.studio.commands import COMMANDS
from convstudio.studio.matrix_view.tools import TOOLS
from convstudio.studio.matrix_view.view import cell_centre
from convstudio.studio.shell.help.sheets import ShortcutSheet, split
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, RIGHT, Person

SHIFT, CTRL, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SOBEL = [[1.0, 0, -1], [2, 0, -2], [1, 0, -1]]


@pytest.fixture
def person(open_window: OpenWindow) -> Person:
    """A person before an empty 5 × 6 picture and a Sobel kernel."""
    layers = (Conv2d(kernel=frozen([[SOBEL]]), bias=frozen([0])), MaxPool2d())
    return open_window(Experiment(input=frozen(np.zeros((1, 5, 6))), layers=layers))


def picture(person: Person) -> list[str]:
    """The input as a drawing: # for 1, . for 0."""
    return ["".join({0: ".", 1: "#"}.get(value, "?") for value in row) for row in person.read(person.view())]


def step(person: Person) -> str | None:
    return person.window.session.state.history.undo_label


def undone(person: Person) -> None:
    """One undo, and the picture is empty again."""
    person.shortcut(Qt.Key.Key_Z)
    assert picture(person) == ["......"] * 5
    assert step(person) is None


def take(person: Person, key: Qt.Key) -> None:
    """Choose a tool by its key, on the focused grid."""
    person.view().setFocus()
    person.key(person.view(), key)


def paint(person: Person, rows: list[str]) -> None:
    """Put a picture there without the mouse."""
    values = [[[float(cell == "#") for cell in row] for row in rows]]
    person.window.session.open(Experiment(input=frozen(values), layers=person.window.session.state.experiment.layers), None)
    person.settle()


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def press(person: Person, cell: tuple[int, int], held: Qt.KeyboardModifier, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseClick(person.view(), button, held, cell_centre(person.view(), *cell))
    person.settle()


def move(view: QWidget, place: QPoint, held: Qt.KeyboardModifier) -> None:
    """Move the pointer with a button and a key held: QTest's own move knows no keys."""
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), QPointF(place), Qt.MouseButton.NoButton, LEFT, held)
    QApplication.sendEvent(view, event)


# Drawing


def test_the_pencil_paints_the_first_value_and_with_the_right_button_the_second(person: Person) -> None:
    take(person, Qt.Key.Key_B)
    person.drag(person.view(), (1, 1), (1, 4))
    assert picture(person)[1] == ".####."
    assert step(person) == "Paint 4 cells"
    person.drag(person.view(), (1, 2), (1, 3), button=RIGHT)
    assert picture(person)[1] == ".#..#."
    person.shortcut(Qt.Key.Key_Z)
    undone(person)


def test_a_stroke_over_cells_that_have_its_value_computes_nothing_anew(person: Person) -> None:
    paint(person, ["......", "..##..", "......", "......", "......"])
    view, seen = person.view(), []
    person.window.session.changed.connect(lambda _before, state: seen.append(state.evaluation.results[0].output))
    person.drag(view, (1, 1), (1, 2), (1, 3), (1, 4))
    assert picture(person)[1] == ".####."
    first, *others = {id(output): output for output in seen}.values()
    assert len(others) == 1, "another output for the first cell and for the last, not for the white ones between"
    assert not np.array_equal(first, others[0])


def test_the_eraser_paints_the_second_value(person: Person) -> None:
    paint(person, ["######"] * 5)
    take(person, Qt.Key.Key_E)
    person.drag(person.view(), (0, 0), (0, 2))
    assert picture(person)[0] == "...###"
    assert step(person) == "Erase 3 cells"
    person.shortcut(Qt.Key.Key_Z)
    assert picture(person)[0] == "######"


def test_the_line(person: Person) -> None:
    take(person, Qt.Key.Key_L)
    person.drag(person.view(), (0, 0), (4, 5), (4, 4))
    assert picture(person) == ["#.....", ".#....", "..#...", "...#..", "....#."]
    assert step(person) == "Line of 5 cells"
    undone(person)


def test_the_line_previews_while_it_is_dragged_and_escape_drops_it(person: Person) -> None:
    take(person, Qt.Key.Key_L)
    view = person.view()
    QTest.mousePress(view, LEFT, pos=cell_centre(view, 2, 0))
    QTest.mouseMove(view, cell_centre(view, 2, 5))
    assert picture(person)[2] == "######"
    QTest.mouseMove(view, cell_centre(view, 2, 2))
    assert picture(person)[2] == "###..."
    person.key(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view, LEFT, pos=cell_centre(view, 2, 2))
    assert picture(person) == ["......"] * 5
    assert step(person) is None


def test_the_rectangle(person: Person) -> None:
    take(person, Qt.Key.Key_R)
    person.drag(person.view(), (4, 5), (1, 1))
    assert picture(person) == ["......", ".#####", ".#...#", ".#...#", ".#####"]
    assert step(person) == "Rectangle of 14 cells"
    undone(person)


def test_the_ellipse(person: Person) -> None:
    take(person, Qt.Key.Key_O)
    person.drag(person.view(), (0, 0), (4, 4))
    assert picture(person) == [".###..", "#...#.", "#...#.", "#...#.", ".###.."]
    assert step(person) == "Ellipse of 12 cells"
    undone(person)


def test_the_fill(person: Person) -> None:
    paint(person, ["..#...", "..#...", "##....", "......", "......"])
    take(person, Qt.Key.Key_G)
    person.click(person.view(), 0, 0)
    assert picture(person) == ["###...", "###...", "##....", "......", "......"]
    assert step(person) == "Fill 4 cells"
    person.shortcut(Qt.Key.Key_Z)
    assert picture(person)[0] == "..#..."


@pytest.mark.parametrize(
    ("key", "drawn"),
    [
        (Qt.Key.Key_L, ["#.....", ".#....", "..#...", "...#..", "......"]),
        (Qt.Key.Key_R, ["####..", "#..#..", "#..#..", "####..", "......"]),
    ],
)
def test_shift_holds_a_shape(person: Person, key: Qt.Key, drawn: list[str]) -> None:
    take(person, key)
    view = person.view()
    QTest.mousePress(view, LEFT, pos=cell_centre(view, 0, 0))
    move(view, cell_centre(view, 2, 3), SHIFT)
    QTest.mouseRelease(view, LEFT, SHIFT, cell_centre(view, 2, 3))
    person.settle()
    assert picture(person) == drawn


def test_shift_goes_on_straight_from_the_last_point(person: Person) -> None:
    take(person, Qt.Key.Key_B)
    person.click(person.view(), 0, 0)
    press(person, (0, 4), SHIFT)
    assert picture(person)[0] == "#####."
    press(person, (4, 4), SHIFT)
    assert [row[4] for row in picture(person)] == ["#"] * 5
    person.shortcut(Qt.Key.Key_Z)
    person.shortcut(Qt.Key.Key_Z)
    person.shortcut(Qt.Key.Key_Z)
    assert picture(person) == ["......"] * 5


def test_brackets_change_the_width_of_the_brush(person: Person) -> None:
    take(person, Qt.Key.Key_B)
    for _ in range(2):
        person.key(person.view(), Qt.Key.Key_BracketRight)
    person.click(person.view(), 2, 2)
    assert picture(person) == ["......", ".###..", ".###..", ".###..", "......"]
    undone(person)
    for _ in range(5):
        person.key(person.view(), Qt.Key.Key_BracketLeft)
    person.click(person.view(), 2, 2)
    assert step(person) == "Paint 1 cell"
    person.spin("brush_size", 2)
    assert person.window.session.state.brush.size == 2


# Values


def test_the_eyedropper_takes_values_for_both_buttons(person: Person) -> None:
    person.number("value_primary", "0.5")
    take(person, Qt.Key.Key_B)
    person.click(person.view(), 0, 0)
    take(person, Qt.Key.Key_I)
    person.click(person.view(), 1, 1)
    person.click(person.view(), 0, 0, RIGHT)
    brush = person.window.session.state.brush
    assert (brush.primary, brush.secondary) == (0, 0.5)
    assert step(person) == "Paint 1 cell"


def test_alt_is_the_eyedropper_of_every_tool(person: Person) -> None:
    for key in (Qt.Key.Key_B, Qt.Key.Key_L, Qt.Key.Key_G):
        take(person, key)
        person.number("value_primary", "0.25")
        press(person, (3, 3), ALT)
        assert person.window.session.state.brush.primary == 0
    assert step(person) is None


def test_x_swaps_the_values_and_d_brings_white_and_black_back(person: Person) -> None:
    person.number("value_primary", "0.3")
    take(person, Qt.Key.Key_X)
    brush = person.window.session.state.brush
    assert (brush.primary, brush.secondary) == (0, 0.3)
    take(person, Qt.Key.Key_D)
    brush = person.window.session.state.brush
    assert (brush.primary, brush.secondary) == (1, 0)


def test_every_tool_has_its_button_and_its_key(person: Person) -> None:
    for tool in TOOLS:
        person.press(f"tool_{tool.name}")
        assert person.window.session.state.brush.tool == tool.name
        person.press("tool_pencil" if tool.name != "pencil" else "tool_line")
        QTest.keyClicks(person.view(), tool.key.lower())
        assert person.window.session.state.brush.tool == tool.name


def test_the_keys_of_the_tools_do_nothing_outside_the_input(person: Person) -> None:
    person.kernel().setFocus()
    QTest.keyClicks(person.kernel(), "geV")
    assert person.window.session.state.brush.tool == "pencil"


# Selecting


def select(person: Person, *cells: tuple[int, int]) -> None:
    take(person, Qt.Key.Key_V)
    person.drag(person.view(), *cells)


def test_a_drag_selects_and_escape_releases_first_the_selection_then_the_cell(person: Person) -> None:
    select(person, (3, 4), (1, 2))
    block = person.window.session.state.selection
    assert block is not None
    assert (block.panel, block.top_left, block.shape) == (PanelId(INPUT), (1, 2), (3, 3))
    assert person.window.session.state.focus.pinned
    person.key(person.view(), Qt.Key.Key_Escape)
    assert person.window.session.state.selection is None
    assert person.window.session.state.focus.pinned
    person.key(person.view(), Qt.Key.Key_Escape)
    assert not person.window.session.state.focus.pinned


def test_the_selection_is_drawn(person: Person) -> None:
    before = person.view().grab().toImage()
    take(person, Qt.Key.Key_V)
    person.drag(person.view(), (1, 1), (3, 3))
    assert person.view().grab().toImage() != before


def test_escape_in_a_drag_brings_the_earlier_selection_back(person: Person) -> None:
    select(person, (0, 0), (1, 1))
    before = person.window.session.state.selection
    QTest.mousePress(person.view(), LEFT, pos=cell_centre(person.view(), 3, 3))
    QTest.mouseMove(person.view(), cell_centre(person.view(), 4, 5))
    assert person.window.session.state.selection != before
    person.key(person.view(), Qt.Key.Key_Escape)
    assert person.window.session.state.selection == before


def test_shift_and_arrows_extend_from_the_pinned_cell(person: Person) -> None:
    take(person, Qt.Key.Key_V)
    person.click(person.view(), 1, 1)
    person.key(person.view(), Qt.Key.Key_Right, SHIFT)
    person.key(person.view(), Qt.Key.Key_Down, SHIFT)
    person.key(person.view(), Qt.Key.Key_Down, SHIFT)
    person.key(person.view(), Qt.Key.Key_Up, SHIFT)
    block = person.window.session.state.selection
    assert block is not None
    assert (block.top_left, block.shape) == ((1, 1), (2, 2))
    person.key(person.view(), Qt.Key.Key_Left)
    assert person.window.session.state.selection is None


def test_shift_and_a_click_extend_as_far_as_there(person: Person) -> None:
    take(person, Qt.Key.Key_V)
    person.click(person.view(), 3, 3)
    press(person, (1, 5), SHIFT)
    block = person.window.session.state.selection
    assert block is not None
    assert (block.top_left, block.shape) == ((1, 3), (3, 3))


def test_select_all_delete_and_undo(person: Person) -> None:
    paint(person, ["######"] * 5)
    person.view().setFocus()
    person.shortcut(Qt.Key.Key_A)
    person.key(person.view(), Qt.Key.Key_Delete)
    assert picture(person) == ["......"] * 5
    assert step(person) == "Clear 5 × 6 cells"
    person.shortcut(Qt.Key.Key_Z)
    assert picture(person) == ["######"] * 5


def test_a_selection_is_dragged_and_stays_inside(person: Person) -> None:
    paint(person, ["##....", "##....", "......", "......", "......"])
    select(person, (0, 0), (1, 1))
    person.drag(person.view(), (1, 1), (3, 9), (3, 3))
    assert picture(person) == ["......", "......", "..##..", "..##..", "......"]
    assert step(person) == "Move 2 × 2 cells"
    block = person.window.session.state.selection
    assert block is not None
    assert block.top_left == (2, 2)
    person.drag(person.view(), (2, 2), (4, 5))
    assert picture(person)[3:] == ["....##", "....##"]
    person.shortcut(Qt.Key.Key_Z)
    person.shortcut(Qt.Key.Key_Z)
    assert picture(person)[:2] == ["##....", "##...."]


def test_escape_drops_a_move(person: Person) -> None:
    paint(person, ["##....", "......", "......", "......", "......"])
    select(person, (0, 0), (0, 1))
    QTest.mousePress(person.view(), LEFT, pos=cell_centre(person.view(), 0, 0))
    QTest.mouseMove(person.view(), cell_centre(person.view(), 3, 3))
    assert picture(person)[3] == "...##."
    person.key(person.view(), Qt.Key.Key_Escape)
    assert picture(person)[0] == "##...."
    assert step(person) is None


def test_a_click_in_the_selection_pins_its_cell_and_changes_nothing(person: Person) -> None:
    select(person, (0, 0), (2, 2))
    person.click(person.view(), 1, 1)
    assert person.window.session.state.selection is None
    assert person.status().startswith("row 1, column 1")
    assert step(person) is None


def test_a_selection_that_no_longer_fits_is_gone(person: Person) -> None:
    select(person, (3, 3), (4, 5))
    person.window.session.edit(edits.resize_input, 3, 3)
    assert person.window.session.state.selection is None


# Clipboard


def test_copy_cut_and_paste(person: Person) -> None:
    paint(person, ["#.....", ".#....", "......", "......", "......"])
    select(person, (0, 0), (1, 1))
    person.shortcut(Qt.Key.Key_C)
    assert clipboard() == "1\t0\n0\t1"
    person.shortcut(Qt.Key.Key_X)
    assert picture(person) == ["......"] * 5
    person.click(person.view(), 3, 4)
    person.shortcut(Qt.Key.Key_V)
    assert picture(person)[3:] == ["....#.", ".....#"]
    assert step(person) == "Paste 2 × 2 cells"
    person.shortcut(Qt.Key.Key_Z)
    person.shortcut(Qt.Key.Key_Z)
    assert picture(person)[:2] == ["#.....", ".#...."]


def test_paste_is_clipped_at_the_edge_and_says_so(person: Person) -> None:
    QGuiApplication.clipboard().setText("[[1, 1, 1], [1, 1, 1]]")
    take(person, Qt.Key.Key_V)
    person.click(person.view(), 4, 4)
    person.shortcut(Qt.Key.Key_V)
    assert picture(person)[4] == "....##"
    assert "4 numbers lie beyond the edge" in person.window.statusBar().currentMessage()


def test_a_single_number_fills_the_selection(person: Person) -> None:
    QGuiApplication.clipboard().setText("1")
    select(person, (1, 1), (2, 3))
    person.shortcut(Qt.Key.Key_V)
    assert picture(person)[:3] == ["......", ".###..", ".###.."]


def test_what_is_no_matrix_is_explained_and_changes_nothing(person: Person) -> None:
    QGuiApplication.clipboard().setText("1 2\n3 dog")
    person.view().setFocus()
    person.shortcut(Qt.Key.Key_V)
    assert "Row 2, column 2 of the text: “dog” is not a number" in person.window.statusBar().currentMessage()
    assert step(person) is None
    (told,) = person.answers.told
    assert told.startswith("Pasting: Row 2, column 2 of the text: “dog” is not a number")
    assert "What would do: rows of numbers" in told


def test_what_is_nothing_that_can_be_pasted_is_answered_where_it_is_seen(person: Person) -> None:
    QGuiApplication.clipboard().setText("Dear all,\nthe meeting is moved to the room below.")
    person.view().setFocus()
    ways = ["What would do: rows of numbers from a spreadsheet or a program, a picture, a file, or PyTorch or Keras code.",
            "What would do: rows of numbers from a spreadsheet or a program."]  # fmt: skip
    for keys, way in (((Qt.Key.Key_V,), ways[0]), ((Qt.Key.Key_I,), ways[0]), ((Qt.Key.Key_V, CTRL | SHIFT), ways[1])):
        person.shortcut(*keys)
        told = person.answers.told.pop()
        assert (
            told == f"Pasting: “Dear all, the meeting is moved…” is neither a table of numbers nor code of a network.\n\n{way}"
        )
    assert step(person) is None


def test_outputs_are_copied_but_never_pasted_into(person: Person) -> None:
    paint(person, ["..#..."] * 5)
    person.click(person.view(0), 0, 0)
    person.drag(person.view(0), (0, 0), (2, 3))
    person.shortcut(Qt.Key.Key_C)
    assert [[float(v) for v in row.split("\t")] for row in clipboard().splitlines()] == person.read(person.view(0))
    for name in ("paste", "cut", "clear"):
        assert not person.window.actions_by_name[name].isEnabled()


def test_without_a_selection_the_whole_matrix_is_copied(person: Person) -> None:
    person.kernel().setFocus()
    person.key(person.kernel(), Qt.Key.Key_Escape)
    person.shortcut(Qt.Key.Key_C)
    assert clipboard() == "1\t0\t-1\n2\t0\t-2\n1\t0\t-1"
    assert "Copied 3 × 3" in person.window.statusBar().currentMessage()


def test_a_pasted_picture_takes_its_size(person: Person) -> None:
    QGuiApplication.clipboard().setText("0;0,5\n1;0\n0;1")
    person.shortcut(Qt.Key.Key_I)
    assert person.read(person.view()) == [[0, 0.5], [1, 0], [0, 1]]
    assert step(person) == "Paste 3 × 2 as input"
    undone(person)


# The kernel


def test_the_kernel_is_a_spreadsheet(person: Person) -> None:
    person.type_cell(person.kernel(), 0, 0, "1/3", Qt.Key.Key_Tab)
    person.type_here(person.kernel(), "-2", Qt.Key.Key_Return)
    person.type_here(person.kernel(), "7")
    assert person.kernel().scene.values.tolist() == [[1 / 3, -2, -1], [2, 7, -2], [1, 0, -1]]
    QGuiApplication.clipboard().setText("5\t6\n8\t9\n1\t1")
    person.click(person.kernel(), 1, 1)
    person.shortcut(Qt.Key.Key_V)
    assert person.read(person.kernel())[1:] == [[2, 5, 6], [1, 8, 9]]
    assert step(person) == "Paste 2 × 2 weights"
    person.drag(person.kernel(), (0, 0), (0, 2))
    person.key(person.kernel(), Qt.Key.Key_Delete)
    assert person.read(person.kernel())[0] == [0, 0, 0]
    for _ in range(5):
        person.shortcut(Qt.Key.Key_Z)
    assert person.read(person.kernel()) == SOBEL


def test_a_pasted_kernel_takes_its_size(person: Person) -> None:
    QGuiApplication.clipboard().setText("1,2\n3,4")
    person.shortcut(Qt.Key.Key_V, CTRL | SHIFT)
    assert person.read(person.kernel()) == [[1, 2], [3, 4]]
    person.shortcut(Qt.Key.Key_Z)
    assert person.read(person.kernel()) == SOBEL


def kernel_menu(person: Person, name: str) -> None:
    menu = person.window.findChild(QMenu, "kernel_edit_menu_0")
    assert menu is not None
    person.pick(menu, f"kernel_{name}")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("transpose", [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]),
        ("flip_across", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("rotate_right", [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]),
        ("rotate_left", [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        ("rotate_half", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("negate", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("normalise", [[0.125, 0, -0.125], [0.25, 0, -0.25], [0.125, 0, -0.125]]),
        ("scale_2", [[2, 0, -2], [4, 0, -4], [2, 0, -2]]),
        ("scale_1_2", [[0.5, 0, -0.5], [1, 0, -1], [0.5, 0, -0.5]]),
    ],
)
def test_the_edit_menu_of_the_kernel(person: Person, name: str, wanted: list[list[float]]) -> None:
    kernel_menu(person, name)
    assert np.array_equal(person.kernel().scene.values, wanted)
    person.shortcut(Qt.Key.Key_Z)
    assert person.read(person.kernel()) == SOBEL


def test_normalising_a_sum_of_zero_is_explained(person: Person) -> None:
    kernel_menu(person, "normalise")
    assert "divided by the sum of their sizes" in person.window.statusBar().currentMessage()


def test_an_entry_that_would_change_nothing_is_disabled(person: Person) -> None:
    menu = person.window.findChild(QMenu, "kernel_edit_menu_0")
    assert menu is not None
    menu.aboutToShow.emit()
    enabled = {action.objectName(): action.isEnabled() for action in menu.actions()}
    assert not enabled["kernel_flip_down"]
    assert enabled["kernel_flip_across"]


def test_random_kernels_say_their_seed_and_go_on(person: Person) -> None:
    kernel_menu(person, "random_1")
    first = person.kernel().scene.values
    assert step(person) == "Random kernel, σ 1, seed 0"
    kernel_menu(person, "random_he")
    assert step(person) == "Random kernel, σ 0.4714, seed 1"
    person.window.session.next_seed(0)
    kernel_menu(person, "random_1")
    assert np.array_equal(person.kernel().scene.values, first)


def test_any_factor(person: Person) -> None:
    kernel_menu(person, "scale_other")
    sheet = person.window.findChild(QDialog, "factor_sheet")
    assert sheet is not None
    field = sheet.findChild(QLineEdit, "factor")
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, "-3/2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.settle()
    assert person.read(person.kernel())[0] == [-1.5, 0, 1.5]


def test_the_facts_stand_on_the_card(person: Person) -> None:
    facts = person.window.findChild(QLabel, "kernel_facts_0")
    assert facts is not None
    assert facts.text() == "sum 0 · antisymmetric\n[1 2 1]ᵀ · [1 0 −1]"
    assert "every weight changes its sign" in facts.toolTip()
    person.type_cell(person.kernel(), 0, 0, "5")
    assert facts.text() == "sum 4\nnot separable"


# The whole picture


@pytest.mark.parametrize("name", [command.name for command in COMMANDS.values() if command.vain] + ["random_picture"])
def test_every_entry_of_the_input_menu_is_one_step(person: Person, name: str) -> None:
    paint(person, ["##....", "#.....", "......", ".....#", "......"])
    before = person.window.session.state.experiment.input
    action = person.window.actions_by_name[name]
    assert action.isEnabled()
    action.trigger()
    person.settle()
    assert not np.array_equal(person.window.session.state.experiment.input, before)
    person.shortcut(Qt.Key.Key_Z)
    assert person.window.session.state.experiment.input is before
    assert step(person) is None


def test_shifts_and_turns_by_their_keys(person: Person) -> None:
    paint(person, ["##....", "......", "......", "......", "......"])
    QTest.keyClick(person.window, Qt.Key.Key_Down, ALT)
    QTest.keyClick(person.window, Qt.Key.Key_Right, ALT)
    assert picture(person)[1] == ".##..."
    person.shortcut(Qt.Key.Key_I, CTRL | SHIFT)
    assert picture(person)[1] == "#..###"
    person.shortcut(Qt.Key.Key_R)
    assert person.view().scene.shape == (6, 5)


def test_what_would_change_nothing_cannot_be_chosen(person: Person) -> None:
    person.menu("input_menu").aboutToShow.emit()
    assert {name for name in ("all_black", "flip_across", "rotate_right", "shift_up", "invert")
            if person.window.actions_by_name[name].isEnabled()} == {"rotate_right", "invert"}  # fmt: skip


def test_painting_what_is_there_already_is_no_step(person: Person) -> None:
    take(person, Qt.Key.Key_E)
    person.drag(person.view(), (0, 0), (0, 3))
    assert step(person) is None
    assert not person.window.isWindowModified()


@pytest.mark.parametrize(
    ("anchor", "wanted"),
    [
        ("anchor_0_0", ["#...", "....", "....", "...."]),
        ("anchor_0_2", ["..#.", "....", "....", "...."]),
        ("anchor_1_1", ["....", ".#..", "....", "...."]),
        ("anchor_2_2", ["....", "....", "..#.", "...."]),
    ],
)
def test_a_new_size_keeps_the_anchor(person: Person, anchor: str, wanted: list[str]) -> None:
    paint(person, ["#.", ".."])
    QTest.keyClick(person.window, Qt.Key.Key_G, CTRL)
    person.press(anchor)
    person.window.session.edit(edits.resize_input, 2, 2)
    person.spin("input_size_h", 4)
    person.spin("input_size_w", 4)
    assert picture(person) == wanted
    person.shortcut(Qt.Key.Key_Z)
    person.shortcut(Qt.Key.Key_Z)
    assert picture(person) == ["#.", ".."]


def test_random_numbers_take_the_seed_that_stands_there(person: Person) -> None:
    person.select(-1)
    person.spin("random_seed", 7)
    person.press("random_input")
    assert step(person) == "Random, seed 7"
    assert person.window.session.state.seed == 8


# All of it


def test_the_sheet_lists_every_shortcut(person: Person) -> None:
    person.window.show_shortcuts()
    sheet = person.window.findChild(QDialog, "shortcut_sheet")
    assert sheet is not None
    words = {label.text() for label in sheet.findChildren(QLabel)}
    for action in person.window.actions_by_name.values():
        if action.shortcuts():
            assert ", ".join(key.toString() for key in action.shortcuts()) in words, action.objectName()
    assert {tool.key for tool in TOOLS} <= words
    sheet.close()


@pytest.mark.parametrize("screen", [(1024, 600), (1093, 614), (1024, 768), (1366, 768), (1920, 1080)])
def test_the_sheet_fits_a_laptops_screen_and_is_read_by_scrolling_down(person: Person, screen: tuple[int, int]) -> None:
    sheet = ShortcutSheet(person.window, QSize(*screen))
    sheet.open()
    person.settle()
    assert sheet.width() <= screen[0] - 16
    assert sheet.height() <= screen[1] - 40
    area = sheet.area
    for label in area.widget().findChildren(QLabel):
        assert label.width() >= label.sizeHint().width(), label.text()
        assert label.mapTo(area.viewport(), label.rect().bottomRight()).x() <= area.viewport().width(), label.text()
    if screen[0] >= 1366:
        assert area.verticalScrollBar().maximum() == 0
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    last = max(area.widget().findChildren(QLabel), key=lambda label: label.y())
    assert last.visibleRegion().boundingRect() == last.rect()
    sheet.close()


def test_the_sheet_finds_keys_by_words(person: Person) -> None:
    person.window.show_shortcuts()
    sheet = person.window.findChild(QDialog, "shortcut_sheet")
    search = sheet.findChild(QLineEdit, "shortcut_search")
    assert sheet.focusWidget() is search
    QTest.keyClicks(search, "layer move earl")
    assert {label.text() for label in sheet.area.widget().findChildren(QLabel)} == {
        "Layer", "Ctrl+PgUp", "Move layer earlier"
    }  # fmt: skip
    person.key(search, Qt.Key.Key_Return)
    assert sheet.isVisible()
    QTest.keyClicks(search, " xyzzy")
    assert [label.text() for label in sheet.area.widget().findChildren(QLabel)] == ["Nothing is called so."]
    person.key(search, Qt.Key.Key_Escape)
    assert person.window.findChild(QDialog, "shortcut_sheet") is None


def test_sections_stand_in_columns_of_about_one_height_in_their_order() -> None:
    sections = [7, 12, 13, 21, 15, 12, 5, 5, 13, 16]
    for number in (1, 2, 3, 4):
        columns = split(sections, number)
        heights = [sum(sections[place] for place in column) for column in columns]
        assert sorted(p for column in columns for p in column) == list(range(10))
        assert all(column == sorted(column) for column in columns)
        assert max(heights) <= 1.2 * sum(sections) / number


def test_the_menus_live_on_after_the_sheet_has_read_them(person: Person) -> None:
    for _ in range(2):
        person.window.show_shortcuts()
        sheet = person.window.findChild(QDialog, "shortcut_sheet")
        assert sheet is not None
        sheet.close()
        person.settle()
        person.add("avg_pool2d")
        assert person.window.add_menu.title() == "&Add"
        for name in ("recent", "examples_menu", "colours"):
            person.menu(name).aboutToShow.emit()


def test_no_two_actions_share_a_shortcut_and_none_is_a_letter(person: Person) -> None:
    keys = [key.toString() for action in person.window.actions_by_name.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    assert not [key for key in keys if len(key) == 1 and key.isalpha()]


def test_the_tools_stand_inside_their_card_at_the_smallest_size(open_window: OpenWindow) -> None:
    person = open_window(size=(1280, 720))
    card = person.window.board.card(INPUT)
    for name in [f"tool_{tool.name}" for tool in TOOLS] + ["value_primary", "value_secondary", "swap_values", "brush_size"]:
        (widget,) = card.findChildren(QWidget, name)
        assert card.rect().contains(widget.geometry())
    assert person.window.board.card(MatrixId("kernel", 0)).isVisible()
