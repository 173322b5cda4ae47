"""Damaged and odd files, by the hundred thousand: each is refused with one sentence, or all of the program can show it.

    python -m tests.soak.mutants --count 100000 --seed 1

prints how many were accepted, the slowest and the most memory. What fails is kept in a file, and named with its number.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from convstudio import resources
from convstudio.experiment import Evaluation, Experiment, evaluate, files, learning, same_content
from convstudio.experiment.files.filesize import check_file_size, file_bytes
from convstudio.experiment.learning import cost_estimates
from convstudio.experiment.limits import LARGEST_FILE
from convstudio.export.keras import keras
from convstudio.export.pytorch import pytorch
from convstudio.layers import Conv2d
from convstudio.scene import NOWHERE, Focus, Scene, Spot, build
from convstudio.scene.cards import layer_table as tables
from convstudio.scene.cards.card import Card
from convstudio.scene.cards.display import Display
from convstudio.scene.cards.folding import folded_at_first
from convstudio.scene.cards.paging import turned
from convstudio.scene.cards.remedies import mending
from convstudio.scene.large import large_channels
from convstudio.scene.layout import Beam, Matrix, Style
from convstudio.scene.layout.rail import rail
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.learn.build import build as build_learning
from convstudio.scene.learn.facts import facts
from convstudio.scene.learn.moment import PHASES, Moment
from convstudio.scene.learn.pictures import kernels_picture, landscape, loss_picture
from convstudio.scene.playing import playhead as heads
from convstudio.scene.playing.pending import waiting
from convstudio.scene.selection import still_there, whole
from convstudio.scene.words.kernel_facts import facts_help, facts_line
from convstudio.scene.words.text_runs import FormulaTerm, Line
from tests.experiment.edits import changes
from tests.soak.damage import damaged_bytes, damaged_structure, odd

Random = random.Random
WAYS = ("bytes", "structure", "odd", "odd")
LONGEST_SENTENCE = 200
SPOTS = 4  # cells that are looked at in each workspace
EDITS = 2
LEARNING = 0.002  # seconds
LONG = 1e8  # products of a task that is only begun
GOLDEN = Path(__file__).parents[1] / "experiment" / "golden"


def seeds() -> tuple[bytes, ...]:
    """The good files: all examples, and one of each version with every kind of layer."""
    examples = [resources.text("examples", file).encode() for file in resources.names("examples", ".convstudio")]
    return (*examples, *(path.read_bytes() for path in sorted(GOLDEN.glob("*.convstudio"))))


class Mutant(NamedTuple):
    """A damaged file, and how it was damaged."""

    number: int
    way: str
    content: bytes


def mutants(seed: int, count: int, first: int = 0) -> Iterator[Mutant]:
    """So many damaged files; each follows from the seed and its number alone."""
    good = seeds()
    for number in range(first, first + count):
        rng = Random(f"{seed} {number}")
        content, way = rng.choice(good), rng.choice(WAYS)
        if way == "bytes":
            yield Mutant(number, way, damaged_bytes(content, rng))
        else:
            make = damaged_structure if way == "structure" else odd
            yield Mutant(number, way, make(json.loads(content), rng))


def outcome(content: bytes, rng: Random) -> str:
    """ "refused", or "accepted" if everything can be done with it that can be done. Raises whatever goes wrong."""
    try:
        experiment = files.loads(content)
    except files.FileProblem as problem:
        check_sentence(str(problem), content)
        return "refused"
    check_written(experiment)
    explore(experiment, rng)
    learn(experiment, rng)
    edit(experiment, rng)
    return "accepted"


def check_sentence(sentence: str, content: bytes) -> None:
    """One printable sentence, and the field is named, if it is an experiment at all."""
    assert 0 < len(sentence) <= LONGEST_SENTENCE, sentence
    assert sentence.isprintable(), sentence
    assert sentence[-1] in ".?…", sentence
    assert not any(word in sentence for word in ("Traceback", "Error", "<class", "object at 0x")), sentence
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except ValueError:
        return
    if isinstance(document, dict) and document.get("format") == "convstudio-experiment" and "ConvStudio" not in sentence:
        names = {"version", "min_reader", "input", "field", *document}
        assert any(name in sentence for name in names) or "half a character" in sentence, sentence


def check_written(experiment: Experiment) -> None:
    """What is written is what was read, and as large as was known."""
    content = files.dumps(experiment)
    again = files.loads(content)
    assert same_content(again, experiment)
    assert files.dumps(again) == content
    assert len(content) <= file_bytes(experiment) <= LARGEST_FILE
    check_file_size(experiment)


def explore(experiment: Experiment, rng: Random) -> None:
    """Every layer is chosen once, and some cells are pointed at, pinned, played, hidden and compared."""
    evaluation = evaluate(experiment)
    check_evaluation(evaluation)
    tables.total_cells(table := tables.layer_table(evaluation))
    for row in table.rows:
        tables.cells(row)
    folded = folded_at_first(experiment.layers, 0)
    scene = build(evaluation, folded=folded)
    for selected in range(-1, len(experiment.layers)):
        scene = build(evaluation, NOWHERE, selected, heads.start(evaluation, selected))
        check_layer(evaluation, selected)
    for _ in range(SPOTS):
        look(evaluation, scene, rng)
    stage_it(evaluation, rng)
    mend(evaluation)


def check_evaluation(evaluation: Evaluation) -> None:
    """Every layer has an output, or a reason why not, or waits for one that has."""
    waits = False
    for result in evaluation.results:
        assert not (result.output is None and result.problem is None) or waits
        if result.problem:
            assert result.problem.was
            assert result.problem.remedy
        waits = waits or result.output is None


def check_layer(evaluation: Evaluation, index: int) -> None:
    """The words and lines of code about a layer."""
    if index < 0:
        return
    layer, shape = evaluation.results[index].layer, evaluation.shape(index - 1)
    pytorch(layer, shape)
    keras(layer, shape)
    if isinstance(layer, Conv2d):
        facts_line(layer)
        facts_help(layer)


def look(evaluation: Evaluation, scene: Scene, rng: Random) -> None:
    """Point at any cell, with any of the ways to look at things."""
    spot = any_spot(scene.cards, rng)
    if spot is None:
        return
    other = any_spot(scene.cards, rng)
    focus, layer = rng.choice([Focus(spot), Focus(pin=spot), Focus(spot, other)]), spot.matrix.layer
    playhead = heads.at_spot(evaluation, spot) or heads.start(evaluation, layer)
    if playhead:
        playhead = rng.choice([
            playhead, heads.step_forward(evaluation, playhead), heads.step_back(evaluation, playhead),
            heads.last(evaluation, playhead), heads.placed(evaluation, playhead.layer, playhead.window),
            heads.at_phase(evaluation, playhead, 1),
        ])  # fmt: skip
        focus = Focus(pin=heads.spot_of(evaluation, playhead)) if rng.random() < 0.5 else focus
    letters: tuple[Literal["n", "k", "p", "s"], ...] = ("n", "k", "p", "s")
    term = FormulaTerm(rng.randrange(max(len(evaluation.results), 1)), rng.choice(letters), rng.choice(("h", "w")))
    seen = build(
        evaluation, focus, rng.randrange(-1, len(evaluation.results)), playhead,
        hide_unreached=rng.random() < 0.3,
        term=term if evaluation.results and rng.random() < 0.3 else None,
        display=Display(limit=rng.choice([None, 1.0, 1e-300])),
        kept=evaluation if rng.random() < 0.2 else None,
        pages=turned(turned({}, ("map", layer), rng.choice([0, 8, 504])), ("rows", layer), rng.choice([0, 1, 9, 511])),
    )  # fmt: skip
    still_there(whole(spot.panel, (1, 1)), seen)
    waiting(seen, scene)


class Typewriter:
    """Text in which all letters are alike."""

    def width(self, line: Line, style: Style) -> float:
        return 7.0 * sum(len(run.text) for run in line)

    def height(self, style: Style) -> float:
        return 15.0


def stage_it(evaluation: Evaluation, rng: Random) -> None:
    """Every layer stands on the stage, in a window of some size, with the rail below it."""
    for index in range(max(len(evaluation.results), 1)):
        playhead = heads.start(evaluation, index)
        scene = build(evaluation, NOWHERE, index if evaluation.results else -1, playhead, staged=True)
        large = large_channels({-1: rng.randrange(3), index: rng.randrange(9)}, evaluation, NOWHERE, playhead)
        width, height = rng.choice(((1240.0, 560.0), (640.0, 330.0), (360.0, 110.0), (2400.0, 1300.0)))
        drawing = stage(scene, index, large, Room(width, height, Typewriter()))
        assert all(matrix.cell > 0 for matrix in drawing.matrices)
        rects = [item.rect for item in drawing.items if not isinstance(item, Beam | Matrix)]
        assert all(rect.width > 0 and rect.height > 0 for rect in rects)
        rail(scene, large, Typewriter(), pictures=rng.random() < 0.5)


def mend(evaluation: Evaluation) -> None:
    """What a button beside a problem does is possible, and takes that problem away."""
    for index, result in enumerate(evaluation.results):
        offered = mending(evaluation, index)
        if offered and result.problem:
            mended = evaluate(offered.edit(evaluation.experiment).after, evaluation).results[index].problem
            assert mended is None or mended.parameter != result.problem.parameter, (result.problem, mended)


def any_spot(cards: tuple[Card, ...], rng: Random) -> Spot | None:
    """A cell of some panel, or of the padding around it."""
    panels = [matrix for card in cards for row in card.panels for matrix in row]
    if not panels:
        return None
    panel = rng.choice(panels)
    rows, columns = panel.shape
    margin = 3 if rng.random() < 0.2 else 0
    row, column = (rng.randrange(-margin, side + margin) for side in (rows, columns))
    return Spot(panel.panel, row, column)


def learn(experiment: Experiment, rng: Random) -> None:
    """As in the Learn workspace: some epochs, some cells, the pictures of the loss."""
    learnt = learning.learn(experiment, None, cost_estimates.QUICK)
    build_learning(learnt, most=cost_estimates.QUICK)
    if learning.task_effort(learnt) > LONG:
        return
    learnt = learning.learn(experiment, learnt)
    if learning.step_effort(learnt) <= cost_estimates.QUICK:
        learnt = learning.advance(learnt, LEARNING)
    scene = build_learning(learnt, number=rng.randrange(3), most=cost_estimates.QUICK)
    if scene.obstacle:
        assert scene.obstacle.was
        assert scene.obstacle.remedy
    for _ in range(SPOTS):
        scene = learn_look(learnt, scene, rng)
    facts(learnt)
    loss_picture(scene)
    kernels_picture(scene, 1.5)
    if scene.shown and scene.shown.task.size > 1:
        landscape(scene, (0, rng.randrange(1, scene.shown.task.size)))


def learn_look(learnt: learning.Learnt, scene: LearnScene, rng: Random) -> LearnScene:
    """Pin a cell, at any moment; another picture, of another size, may be shown then."""
    spot = any_spot(scene.cards, rng)
    if spot is None:
        return scene
    focus = rng.choice([Focus(spot), Focus(pin=spot)])
    moment = Moment(rng.choice([0, 1, 40, 100_000]), rng.choice([0, *PHASES]))
    return build_learning(learnt, focus, moment, rng.randrange(3), Display(), scene, most=cost_estimates.QUICK)


def edit(experiment: Experiment, rng: Random) -> None:
    """Some edits, one after the other: each is refused with a sentence, or evaluated in parts and shown, and can be saved."""
    before = evaluate(experiment)
    for _ in range(EDITS):
        done = changes.applied(before.experiment, rng.choice(changes.STEPS), rng.randrange(10**6))
        if done:
            check_file_size(done.after)
            before = evaluate(done.after, before)
            check_evaluation(before)
            build(before, NOWHERE, len(done.after.layers) - 1)
            check_written(done.after)


# The long run


class Tally:
    """What came of a run: counts, and the slowest."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.failed: list[int] = []
        self.slowest: tuple[float, int, str] = (0.0, -1, "")

    def add(self, mutant: Mutant, found: str, seconds: float) -> None:
        """One more."""
        self.counts[mutant.way, found] += 1
        self.slowest = max(self.slowest, (seconds, mutant.number, found))


def run(seed: int, count: int, first: int, folder: Path) -> Tally:
    """Try so many; keep in a folder what fails, and go on."""
    tally, begin = Tally(), time.monotonic()
    for mutant in mutants(seed, count, first):
        start = time.process_time()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                found = outcome(mutant.content, Random(mutant.number))
        except Exception:  # whatever it is, it is what is looked for
            found = "FAILED"
            tally.failed.append(mutant.number)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{seed}-{mutant.number}.convstudio").write_bytes(mutant.content)
            print(f"\n{mutant.way} {mutant.number}:", *traceback.format_exc().splitlines()[-6:], sep="\n", flush=True)
        tally.add(mutant, found, time.process_time() - start)
        if (mutant.number + 1 - first) % 1000 == 0:
            print(f"{mutant.number + 1 - first} in {time.monotonic() - begin:.0f} s, {memory()} MB", end="\r", flush=True)
    return tally


def memory() -> int:
    """The most memory that this process has held, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (2**20 if sys.platform == "darwin" else 2**10)


def main(arguments: list[str] | None = None) -> int:
    """Run, print a table, and return 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number to begin with: --first N --count 1 repeats one")
    parser.add_argument("--folder", type=Path, default=Path("shots/mutants"), help="where files that fail are kept")
    options = parser.parse_args(arguments)
    begin, held = time.process_time(), memory()
    tally = run(options.seed, options.count, options.first, options.folder)
    print(f"\n{options.count} mutants, seed {options.seed}, {time.process_time() - begin:.0f} s of the processor")
    for (way, found), number in sorted(tally.counts.items()):
        print(f"{way:10} {found:10} {number:7}")
    seconds, number, found = tally.slowest
    print(f"slowest: {seconds:.2f} s, number {number} ({found}); memory: {held} MB before, {memory()} MB at most")
    print(f"failed: {tally.failed or 'none'}")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
