"""Commands as values: what each says of a state, and what a query makes of the settings. No window."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.experiment import Experiment, edits, frozen, gallery
from convstudio.layers import KINDS, Layer, MaxPool2d
from convstudio.scene.state import State
from convstudio.studio.commands import COMMANDS, MENUS, Command, Family, commands_of, placed, plain
from convstudio.studio.commands.menus.settings import setting_commands, settings, typed_commands
from convstudio.studio.document.session import Session


def session(experiment: Experiment | None = None) -> Session:
    return Session(experiment or gallery.opening_example())


@pytest.fixture
def state(qapp: object) -> State:
    return session().state


def refusals(state: State) -> dict[str, str]:
    return {name: words for name, command in COMMANDS.items() if (words := command.refusal_seen(state))}


def test_every_command_has_words_and_runs_or_is_turned() -> None:
    for command in COMMANDS.values():
        assert command.text or command.named or command.words, command.name
        assert command.help, command.name
        assert (command.run is None) != (command.turn is None), command.name


def test_no_two_commands_have_one_name_or_one_key() -> None:
    entries = {id(command): command for command in commands_of(MENUS)}.values()
    assert [name for name, number in Counter(command.name for command in entries).items() if number > 1] == []
    keys = Counter(key for command in entries for key in command.keys)
    assert [key for key, number in keys.items() if number > 1] == []


def test_commands_and_families_know_their_menus() -> None:
    places = {entry.name: tuple(map(plain, path)) for path, entry in placed(MENUS)}
    assert places["shift_up"] == ("Input", "Shift")
    assert places["undo"] == ("Edit",)
    assert places["examples_menu"] == ("File", "Examples")
    assert {entry.name for _path, entry in placed(MENUS) if isinstance(entry, Family)} >= {"recent", "theme", "colours", "add"}


def test_what_is_impossible_says_why_in_a_sentence(state: State) -> None:
    found = refusals(state)
    assert found["undo"] == "There is nothing to undo."
    assert found["layer_earlier"] == "It is the first layer."
    assert found["channel_later"] == "The input has only one channel."
    assert found["flip_across"] == "It would change nothing." or "flip_across" not in found
    assert all(words.endswith(".") for words in found.values())


def test_what_is_impossible_depends_on_the_state(qapp: object) -> None:
    open_ = session()
    open_.select(-1)
    assert refusals(open_.state)["remove_layer"] == "Choose a layer first."
    open_.select(len(open_.state.experiment.layers) - 1)
    assert "remove_layer" not in refusals(open_.state)
    assert refusals(open_.state)["next_layer"] == "Nothing stands behind it."
    open_.work_in("learn")
    assert refusals(open_.state)["fold"] == "Only in Explore."
    bare = session(Experiment(input=frozen(np.ones((1, 4, 4))), layers=(MaxPool2d(),)))
    assert refusals(bare.state)["paste_kernel"] == "There is no kernel: add a convolution."
    assert refusals(bare.state)["all_white"] == "It would change nothing."
    assert refusals(bare.state)["slow"] == "There is no convolution that is switched on."


def test_the_words_of_undo_say_what_and_hold_no_letter_to_underline(qapp: object) -> None:
    open_ = session()
    open_.edit(edits.set_parameter, 0, "stride", (2, 2))
    assert plain(COMMANDS["undo"].title(open_.state)) == "Undo: Stride 2 × 2"
    assert plain("Set cells to &0\tDel") == "Set cells to 0"
    assert plain("A && B…") == "A & B"


# Settings


@pytest.mark.parametrize("kind", KINDS)
def test_every_setting_that_applies_can_be_asked_for(qapp: object, kind: type[Layer]) -> None:
    layer = edits.new_layer(kind.kind, 1)
    state = session(Experiment(input=frozen(np.ones((1, 8, 8))), layers=(layer,))).state
    asked = {command.name for command in setting_commands(state)}
    wanted = {p.name for p in layer.parameters if layer.applies(p.name)} - {"kernel", "bias"}
    assert {f"set_{name}" for name in wanted} <= asked


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("stride 2", "stride", (2, 2)),
        ("Stride: 2", "stride", (2, 2)),
        ("set STRIDE to 2", "stride", (2, 2)),
        ("stride 2 3", "stride", (2, 3)),
        ("stride 2x3", "stride", (2, 3)),
        ("str 2 × 3", "stride", (2, 3)),
        ("kernel 3", "kernel_size", (3, 3)),
        ("padding 1", "padding", ((1, 1), (1, 1))),
        ("padding 1 2", "padding", ((1, 1), (2, 2))),
        ("padding 1 2 3 4", "padding", ((1, 2), (3, 4))),
        ("outputs 4", "outputs", 4),
        ("dilation ２", "dilation", (2, 2)),  # full-width
    ],
)
def test_a_setting_and_numbers_set_it(state: State, query: str, name: str, value: object) -> None:
    (command,) = typed_commands(state, query)
    assert command.refusal(state) == ""
    assert taken(command) == (name, value)


@pytest.mark.parametrize(
    "query", ["stride", "2", "set 2", "stride x", "bogus 2", "stride 1 2 3", "padding 1 2 3", "", "stride 2 px"]
)
def test_what_names_no_setting_or_no_value_sets_nothing(state: State, query: str) -> None:
    assert typed_commands(state, query) == ()


def test_a_value_out_of_bounds_is_refused_with_what_would_do(state: State) -> None:
    (command,) = typed_commands(state, "stride 0")
    assert command.refusal(state).startswith("Stride: 0 × 0 is not possible; two whole numbers 1…")
    (half,) = typed_commands(state, "stride 1.5")
    assert "whole numbers" in half.refusal(state)
    (same,) = typed_commands(state, "stride 1")
    assert same.refusal(state) == "It is so already."


def test_each_word_of_a_choice_is_a_command(state: State) -> None:
    titles = {plain(command.title(state)): command for command in setting_commands(state)}
    assert taken(titles["Padding: Same"]) == ("padding", "same")
    assert taken(titles["Activation: ReLU"]) == ("activation", "relu")
    assert titles["Padding: Valid (none)"].refusal(state) == "It is so already."


def test_without_a_layer_there_are_no_settings(qapp: object) -> None:
    open_ = session()
    open_.select(-1)
    assert settings(open_.state) == ()
    assert typed_commands(open_.state, "stride 2") == ()


def test_in_learn_the_settings_are_those_of_the_training(qapp: object) -> None:
    open_ = session(gallery.example("learning-a-kernel"))
    open_.work_in("learn")
    named = {setting.parameter.name for setting in settings(open_.state)}
    assert {"learning_rate", "optimiser", "epochs", "noise"} <= named
    assert not named & {"momentum", "decay", "stride"}  # plain gradient descent has neither
    (command,) = typed_commands(open_.state, "learning rate 1/8")
    assert taken(command) == ("learning_rate", 0.125)
    (command,) = typed_commands(open_.state, "rate 0,1")
    assert taken(command) == ("learning_rate", 0.1)


def taken(command: Command) -> tuple[str, object]:
    """What a command would have the panel take."""
    found: list[tuple[str, object]] = []

    class Panel:
        def take(self, name: str, value: object) -> None:
            found.append((name, value))

    class Window:
        settings_panel = Panel()

    command.do(Window())  # type: ignore[arg-type]
    return found[0]


def test_a_layer_is_meant_by_its_own_settings(qapp: object) -> None:
    layers = edits.new_layer("conv2d", 1), MaxPool2d()
    open_ = session(replace(gallery.new_experiment(), layers=layers))
    open_.select(1)
    assert {"outputs", "groups"} & {setting.parameter.name for setting in settings(open_.state)} == set()
    (command,) = typed_commands(open_.state, "window 3")
    assert taken(command) == ("kernel_size", (3, 3))
