"""Small faults, each in one place of one room, and the tests that must see it."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """`wrong` in the place of `right`, which stands once in a file of the package; `tests` are what pytest is given."""

    what: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


FAULTS: tuple[Fault, ...] = (
    # engine
    Fault(
        "reflect repeats the edge cell",
        "engine/geometry.py",
        "mirrored = -position if position < 0 else 2 * (self.size - 1) - position",
        "mirrored = -position - 1 if position < 0 else 2 * self.size - 1 - position",
        ("tests/engine/values/test_golden_torch.py",),
    ),
    Fault(
        "the overhang of ceil_mode counts in a mean",
        "engine/pooling.py",
        "np.minimum(axis.window, axis.size + axis.after - first)",
        "np.full_like(first, axis.window)",
        ("tests/engine/values/test_golden_torch.py",),
    ),
    Fault(
        "Adam forgets that its second mean starts at zero",
        "engine/descent/optimisers.py",
        "np.sqrt(square) / sqrt(1 - optimiser.beta2**steps) + optimiser.epsilon",
        "np.sqrt(square) + optimiser.epsilon",
        ("tests/engine/gradients/test_training.py",),
    ),
    Fault(
        "Huber's loss jumps where it goes on straight",
        "engine/descent/losses.py",
        "delta * (size - 0.5 * delta)",
        "delta * size",
        ("tests/engine/gradients/test_training.py",),
    ),
    Fault(
        "the stamps of a transposed convolution lie a cell too far",
        "engine/transposed.py",
        "start = first + axis.cut_before - axis.span + 1",
        "start = first + axis.cut_before - axis.span",
        ("tests/engine/values/test_transposed.py",),
    ),
    # layers
    Fault(
        "a repainted patch leaves out the copies in the padding",
        "layers/base.py",
        "height.touched(*rows, self.padding_mode), width.touched(*columns, self.padding_mode)",
        "height.touched(*rows), width.touched(*columns)",
        ("tests/experiment/test_evaluate.py", "tests/layers/test_kinds.py"),
    ),
    Fault(
        "a weight of a later group is used in the first group's channels",
        "layers/kernel.py",
        "in_channel = self.in_channels_read(out_channel, shape[0])[slice_]",
        "in_channel = slice_",
        ("tests/layers/test_kinds.py",),
    ),
    Fault(
        "padding wins a maximum of negative numbers",
        "layers/max_pool2d.py",
        "wins=t.source is not None and _wins(t.value, largest)",
        "wins=_wins(t.value, largest)",
        ("tests/layers/test_kinds.py",),
    ),
    # experiment
    Fault(
        "undo counts the bytes of steps that it dropped",
        "experiment/history.py",
        "history.held - undone + added",
        "history.held + added",
        ("tests/experiment/test_history.py",),
    ),
    Fault(
        "painting in another channel than the first changes nothing behind it",
        "experiment/evaluate.py",
        "differs = (before[area] != after[area]).any(axis=0)",
        "differs = (before[area] != after[area])[0]",
        ("tests/experiment/test_evaluate.py",),
    ),
    Fault(
        "a fork of a run forgets the momentum",
        "experiment/learning/__init__.py",
        "trajectory=start(objective, first, line.state(epoch))",
        "trajectory=start(objective, first)",
        ("tests/experiment/test_learning.py",),
    ),
    Fault(
        "saving does not check that the file would hold everything",
        "experiment/files/__init__.py",
        "if not same_content(loads(content), experiment):",
        "if not same_content(experiment, experiment):",
        ("tests/experiment/files/test_files_write.py",),
    ),
    # scene
    Fault(
        "an explained sum does not say that it is rounded",
        "scene/words/arithmetic.py",
        "return shown_value(value) == reckoned",
        "return True",
        ("tests/scene/words/test_arithmetic.py",),
    ),
    Fault(
        "playing in a loop stops at the end",
        "scene/playing/playhead.py",
        "window % size if loop else window",
        "window",
        ("tests/scene/test_playhead.py",),
    ),
    Fault(
        "a receptive field runs over into other groups",
        "scene/matrix/links.py",
        "channels = set().union(*{layer.in_channels_read(channel, shape[0]) for channel in channels})",
        "channels = set(range(shape[0]))",
        ("tests/scene/links/test_links.py",),
    ),
    Fault(
        "half a digit is rounded to even",
        "scene/words/numbers.py",
        "from decimal import ROUND_HALF_UP, Decimal",
        "from decimal import ROUND_HALF_EVEN as ROUND_HALF_UP, Decimal",
        ("tests/scene/words/test_numbers.py",),
    ),
    # export
    Fault(
        "a line of PyTorch pads left and right in the place of top and bottom",
        "export/pytorch.py",
        "return sign * left, sign * right, sign * top, sign * bottom",
        "return sign * top, sign * bottom, sign * left, sign * right",
        ("tests/export/test_lines.py",),
    ),
    Fault(
        "pasted padding of PyTorch begins with the rows",
        "export/pads.py",
        "case (int() as left, int() as right, int() as top, int() as bottom):",
        "case (int() as top, int() as bottom, int() as left, int() as right):",
        ("tests/export/test_pasted.py",),
    ),
    # painting
    Fault(
        "the padding below a matrix cannot be pointed at",
        "painting/cells/grid.py",
        "-above <= row < self.rows + below",
        "-above <= row < self.rows",
        ("tests/painting/test_grid.py",),
    ),
    Fault(
        "the brightest colour of a map is never reached",
        "painting/palette.py",
        "np.linspace(0, len(anchors) - 1, 255)",
        "np.linspace(0, len(anchors) - 1.5, 255)",
        ("tests/painting/test_palette.py",),
    ),
    Fault(
        "a locked control can be changed",
        "scene/guide.py",
        "touched(before, after) - guide.controls:",
        "touched(before, after) & guide.controls:",
        ("tests/lessons/test_guides.py",),
    ),
    # lessons
    Fault(
        "a bound of a challenge binds nobody",
        "lessons/goals/base.py",
        "1 + sum(bound.now(attempt) <= bound.most for bound in self.bounds)",
        "1 + len(self.bounds)",
        ("tests/lessons/test_challenges.py",),
    ),
    Fault(
        "a class counts who tried for who has it right",
        "lessons/classroom/table.py",
        "sum(any(answer.right for answer in answers) for answers in asked)",
        "len(asked)",
        ("tests/lessons/test_classroom.py",),
    ),
    # studio
    Fault(
        "playing in sub-steps ignores the chosen speed",
        "studio/playing/transport.py",
        "return STEPS_A_SECOND * self.pace.speed",
        "return STEPS_A_SECOND",
        ("tests/studio/stage/test_transport.py",),
    ),
    Fault(
        "a fast stroke leaves gaps",
        "studio/matrix_view/tools.py",
        "drawing.line(self.last or cell, cell)",
        "[cell]",
        ("tests/studio/matrix_view/test_tools.py",),
    ),
    Fault(
        "Esc keeps what a gesture has shown",
        "studio/document/session.py",
        "(lambda state: replace(state, draft=None) if state.draft else state)",
        "(lambda state: state)",
        ("tests/studio/matrix_view/test_tools.py",),
    ),
    Fault(
        "what stands half typed is dropped",
        "studio/widgets/half_typed.py",
        "        finish()",
        "        pass",
        ("tests/studio/widgets/test_half_typed.py",),
    ),
)
