"""A step that frames cells and locks controls: seen, said, kept by every way to an edit, and over with the step."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from convstudio.experiment import edits
from convstudio.scene import INPUT
from tests.lessons.writing import STAGE, step, write
from tests.studio.conftest import OpenWindow
from tests.studio.workspaces.test_lessons import Learner, folder

__all__ = ["folder"]
LOCKED = "This step of the lesson keeps it locked."
ELSEWHERE = """
```experiment
example = "learning-a-kernel"
workspace = "{workspace}"
```

```stage
highlight = ["X[0:2, 1:3]", "K[0, 1]", "Y[1:3, 2]"]
controls = ["kernel"]
```
"""
BLOCK = "\n```stage\nhighlight = ['X[0:2, 1:3]']\ncontrols = ['kernel', 'stride']\n```\n"


@pytest.fixture
def learner(open_window: OpenWindow, folder: Path) -> Learner:
    write(folder, step(stage=STAGE + BLOCK, title="One"), step(stage="", title="Two"), name="locked.md")
    made = Learner(open_window(view="stage").window)
    made.begin("locked")
    return made


def locked(learner: Learner, name: str) -> bool:
    """Whether a control is grey and says why."""
    widget = next(each for each in learner.window.findChildren(QWidget, name) if each.isVisible())
    assert widget.isEnabled() == (widget.toolTip() != LOCKED)
    return not widget.isEnabled()


def test_what_is_locked_is_grey_and_says_why_and_what_is_free_is_not(learner: Learner) -> None:
    assert all(
        locked(learner, name) for name in ("padding_name", "kernel_size_h", "dilation_w", "tools", "bias_0_0", "add_layer")
    )
    assert not any(locked(learner, name) for name in ("stride_h", "kernel_tools_0"))
    note = next(each for each in learner.window.findChildren(QWidget, "inspector_locked"))
    assert note.isVisible()
    action = learner.window.actions_by_name["remove_layer"]
    assert (action.isEnabled(), action.toolTip()) == (False, LOCKED)
    assert not learner.view().scene.editable
    assert learner.kernel().scene.editable


def test_no_way_leads_to_what_is_locked(learner: Learner) -> None:
    session = learner.window.session
    before, said = session.state.experiment, []
    session.complained.connect(said.append)
    learner.drag(learner.view(), (0, 0), (1, 1))
    assert not session.edit(edits.set_parameter, 0, "padding", "same")
    assert said == ["That is locked. Free in this step of the lesson: the weights, stride. All else is locked."]
    assert session.state.experiment is before
    learner.type_cell(learner.kernel(), 0, 0, "7")
    learner.spin("stride_h", 2)
    assert session.state.experiment.layers[0].stride == (2, 1)


def test_cells_are_framed_until_the_next_step_and_all_is_free_again(learner: Learner) -> None:
    framed = [mark for mark in learner.view().scene.marks if mark.role == "highlight"]
    assert [(mark.rows, mark.columns) for mark in framed] == [((0, 1), (1, 2))]
    learner.press("lesson_next")
    assert [mark for mark in learner.view().scene.marks if mark.role == "highlight"] == []
    assert not any(locked(learner, name) for name in ("padding_name", "kernel_size_h", "tools", "bias_0_0", "add_layer"))
    learner.press("lesson_back")
    assert locked(learner, "padding_name")
    learner.press("lesson_leave")
    assert not any(locked(learner, name) for name in ("padding_name", "tools"))
    assert learner.window.session.edit(edits.set_parameter, 0, "padding", "same")


def test_the_flow_of_cards_is_locked_too(learner: Learner) -> None:
    learner.window.actions_by_name["flow"].trigger()
    learner.settle()
    assert all(locked(learner, name) for name in ("bias_0_0", "kernel_outputs_0", "swap_values", "add_channel_button"))
    assert not any(locked(learner, name) for name in ("kernel_preset_0", "kernel_edit_0"))
    learner.press("lesson_leave")
    assert not any(locked(learner, name) for name in ("bias_0_0", "kernel_outputs_0", "swap_values", "add_channel_button"))


def test_another_document_is_free_meanwhile(learner: Learner) -> None:
    learner.open_example("stride")
    assert not locked(learner, "padding_name")
    learner.press("lesson_again")
    assert locked(learner, "padding_name")


# In Learn and the Shift lab


def elsewhere(open_window: OpenWindow, folder: Path, workspace: str) -> Learner:
    write(folder, step(stage=ELSEWHERE.format(workspace=workspace)), step(stage="", title="Two"), name="elsewhere.md")
    made = Learner(open_window(view="stage").window)
    made.begin("elsewhere")
    return made


def framed(learner: Learner) -> dict[str, list[tuple[tuple[int, ...], tuple[int, ...]]]]:
    """The frames on the screen, by the kinds of the matrices that they are on; of several maps the input is "X"."""
    found: dict[str, list[tuple[tuple[int, ...], tuple[int, ...]]]] = {}
    for view in learner.window.spaces.here.page.views:
        marks = [(mark.rows, mark.columns) for mark in view.scene.marks if mark.role == "highlight"]
        if marks:
            found["X" if view.panel.matrix == INPUT else view.panel.matrix.kind] = marks
    return found


def test_cells_are_framed_in_learn_where_they_stand_there(open_window: OpenWindow, folder: Path) -> None:
    learner = elsewhere(open_window, folder, "learn")
    assert learner.window.session.state.workspace == "learn"
    assert framed(learner) == {"X": [((0, 1), (1, 2))], "learned": [((0,), (1,))], "prediction": [((1, 2), (2,))]}
    learner.press("lesson_next")
    assert framed(learner) == {}
    learner.press("lesson_back")
    assert set(framed(learner)) == {"X", "learned", "prediction"}
    learner.press("lesson_leave")
    learner.press("workspace_learn")
    assert framed(learner) == {}


def test_cells_are_framed_in_the_shift_lab(open_window: OpenWindow, folder: Path) -> None:
    learner = elsewhere(open_window, folder, "shift")
    assert learner.window.session.state.workspace == "shift"
    assert framed(learner) == {"X": [((0, 1), (1, 2))], "map": [((1, 2), (2,))]}
    assert not next(view for view in learner.window.spaces.here.page.views if view.panel.matrix == INPUT).scene.editable
    learner.press("lesson_next")
    assert framed(learner) == {}


def test_all_that_trains_anew_is_locked_in_learn_and_says_why(open_window: OpenWindow, folder: Path) -> None:
    learner = elsewhere(open_window, folder, "learn")
    for name in ("nudge", "picture_add", "run_0", "run_remove_0", "training_learning_rate"):
        assert locked(learner, name), name
    for name in ("reset_training", "new_seed", "slow"):
        action = learner.window.actions_by_name[name]
        assert (action.isEnabled(), action.toolTip()) == (False, LOCKED)
    note = learner.window.findChild(QLabel, "fact_locked")
    assert note is not None
    assert note.isVisible()
    assert note.text() == "Free in this step of the lesson: the weights. All else is locked."
    assert not locked(learner, "use_kernel")
    session, said = learner.window.session, []
    session.complained.connect(said.append)
    views = {view.panel.matrix.kind: view for view in learner.window.learn_page.views}
    learner.click(views["learned"], 0, 0)
    QTest.keyClicks(views["learned"], "7")
    assert said == [LOCKED]
    learner.press("lesson_leave")
    learner.press("workspace_learn")
    assert not any(locked(learner, name) for name in ("nudge", "picture_add", "run_0"))
    assert not note.isVisible()
