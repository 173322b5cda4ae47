"""The code's own rules: who imports whom, how long things get, which names and calls stay out."""

import ast
import re
import subprocess
import sys
from collections import Counter

import pytest
from importlinter.cli import lint_imports

from convstudio.layers import KINDS, Layer
from tests.sources import FILES, PACKAGE, ROOT, found, parsed

LARGEST_FOLDER = 15  # about a dozen files: a larger one gets a sub-folder with a purpose
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
SHORT_FUNCTION = 25
SHORT_SHARE = 0.9

# Loading a file must never run what is in it, and the program never leaves the computer.
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "socket", "http", "requests", "ftplib", "smtplib"}
FORBIDDEN_SUBMODULES = {"urllib.request", "PySide6.QtNetwork", "PySide6.QtWebEngineWidgets"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "yaml.load", "os.system", "os.popen"}
FORBIDDEN_TRUE = {"allow_pickle", "shell"}
VAGUE = re.compile(r"(Manager|Helper|Util|Utils|Controller)s?(?![a-z])|(?:^|_)(manager|helper|utils?|controller)s?(?:_|$)")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def length(function: Function) -> int:
    """The lines of a function from `def` on, without its docstring: explaining is free."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    return lines - (function.body[0].end_lineno - function.body[0].lineno + 1)


def imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    return {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}


def test_rooms_import_only_in_one_direction(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    broken = lint_imports(no_cache=True, no_logo=True)
    assert not broken, capsys.readouterr().out


@pytest.mark.parametrize(
    "room",
    [
        "engine",
        "layers",
        "experiment",
        "scene",
        "export.reading",
        "export.code.keras",
        "export.network.offer",
        "lessons.shelf",
        "resources",
        "preflight",
    ],
)
def test_a_room_without_qt_imports_without_qt(room):
    code = f"import sys, convstudio.{room}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not {"PySide6", "shiboken6", "pyqtgraph"} & set(done.stdout.split())


def test_painting_and_the_command_line_draw_on_any_device():
    imports = [(where, name) for where, node in found(ast.Import | ast.ImportFrom) for name in imported(node)]
    places = [where for where, name in imports if name == "PySide6.QtWidgets"]
    assert [where for where in places if where.startswith(("convstudio/painting/", "convstudio/cli/"))] == []


def test_no_folder_has_more_files_than_one_takes_in_at_a_glance():
    files = (file for room in ("convstudio", "tests") for file in (ROOT / room).rglob("*.py"))
    sizes = Counter(str(file.parent.relative_to(ROOT)) for file in files)
    assert {folder: size for folder, size in sizes.items() if size > LARGEST_FOLDER} == {}


def test_no_file_grows_beyond_what_one_reads():
    sizes = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen():
    functions = found(Function)
    assert [f"{where} {node.name}: {length(node)}" for where, node in functions if length(node) > LONGEST_FUNCTION] == []


def test_most_functions_are_short():
    sizes = [length(node) for _, node in found(Function)]
    assert sum(size <= SHORT_FUNCTION for size in sizes) >= SHORT_SHARE * len(sizes)


def test_nothing_that_runs_files_or_goes_online_is_imported():
    imports = [(where, name) for where, node in found(ast.Import | ast.ImportFrom) for name in imported(node)]
    banned = [f"{where} {name}" for where, name in imports if name.partition(".")[0] in FORBIDDEN_MODULES]
    assert banned == []
    assert [f"{where} {name}" for where, name in imports if name in FORBIDDEN_SUBMODULES] == []


def test_nothing_runs_text_as_code():
    calls = [(where, node) for where, node in found(ast.Call)]
    assert [where for where, node in calls if ast.unparse(node.func) in FORBIDDEN_CALLS] == []
    switched = [(where, word) for where, node in calls for word in node.keywords if word.arg in FORBIDDEN_TRUE]
    assert [where for where, word in switched if ast.unparse(word.value) != "False"] == []


def test_names_say_what_a_thing_is():
    names = [(where, node.name) for where, node in found(Function | ast.ClassDef)]
    names += [(str(path.relative_to(ROOT)), path.stem) for path in PACKAGE.rglob("*") if path.suffix in {"", ".py"}]
    assert [f"{where} {name}" for where, name in names if VAGUE.search(name)] == []


@pytest.mark.parametrize(
    ("name", "vague"),
    [("FileManager", True), ("UndoHelpers", True), ("utils", True), ("draw_helper", True), ("UtilityRange", False),
     ("managed", False), ("QUtils", True)],
)  # fmt: skip
def test_the_rule_on_names_has_teeth(name, vague):
    assert bool(VAGUE.search(name)) is vague


# What speaks of kinds by name: the room of the kinds, the dialects of code, and the wrong beliefs about a kind. The engine,
# which knows no layers, has an `Activation` of its own.
ROOMS_THAT_NAME_KINDS = {"layers", "export", "lessons", "engine"}
OF_ALL_KINDS = {"Layer", "KernelLayer"}  # KernelLayer is asked for where a kernel is shown or edited
KIND_NAMES = {kind.kind for kind in KINDS} - {"activation"}  # which is a setting's name too
KIND_CLASSES = {cls.__name__ for kind in KINDS for cls in kind.__mro__ if issubclass(cls, Layer)} - OF_ALL_KINDS


def kinds_named(tree: ast.AST) -> list[str]:
    """The kinds of layers that a module names: by import, as an attribute, or by comparing with the word in files."""
    nodes = list(ast.walk(tree))
    named = [alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names]
    named += [node.attr for node in nodes if isinstance(node, ast.Attribute)]
    compared = [part for node in nodes if isinstance(node, ast.Compare) for part in (node.left, *node.comparators)]
    compared += [node.value for node in nodes if isinstance(node, ast.MatchValue)]
    compared += [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys if key]
    words = [part.value for whole in compared for part in ast.walk(whole) if isinstance(part, ast.Constant)]
    return [name for name in named if name in KIND_CLASSES] + [word for word in words if word in KIND_NAMES]


def test_no_room_but_that_of_the_kinds_asks_which_kind_a_layer_is():
    asking = {name: kinds for name, tree in parsed() if (kinds := kinds_named(tree))}
    assert {name: kinds for name, kinds in asking.items() if name.split("/")[1] not in ROOMS_THAT_NAME_KINDS} == {}


@pytest.mark.parametrize(
    "asking",
    [
        "from convstudio.layers import Conv2d as Anything",
        "from convstudio.layers.pooling import Pooling",
        "import convstudio.layers as kinds\nisinstance(layer, kinds.ConvTranspose2d)",
        "match layer:\n    case layers.MaxPool2d(): pass",
        "layer.kind == 'avg_pool2d'",
        "layer.kind in ('conv2d', 'conv_transpose2d')",
        "match layer.kind:\n    case 'max_pool2d': pass",
        "WORDS = {'conv2d': 'slides'}",
    ],
)
def test_the_rule_on_kinds_has_teeth(asking):
    assert kinds_named(ast.parse(asking))


def test_the_rule_on_kinds_lets_a_kernel_be_asked_for_and_a_layer_be_made():
    code = "from convstudio.layers import KernelLayer\nisinstance(layer, KernelLayer)\nnew_layer('conv2d', 1)\nlayer.activation"
    assert kinds_named(ast.parse(code)) == []


def modules_of_the_studio() -> dict[str, set[str]]:
    """Each module of studio/, with the others of it that it imports; also for types alone, and within functions."""
    files = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): tree
             for name, tree in parsed() if name.startswith("convstudio/studio/")}  # fmt: skip
    found: dict[str, set[str]] = {}
    for module, tree in files.items():
        found[module] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = {f"{node.module}.{alias.name}" for alias in node.names}
                found[module] |= (names & files.keys()) or ({node.module} & files.keys())
    return found


def circle(imports: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle; [] if none do."""
    left = dict(imports)
    while free := [module for module, others in left.items() if not others & left.keys()]:
        for module in free:
            del left[module]
    return sorted(left)


def test_no_circle_of_imports_in_the_studio():
    assert circle(modules_of_the_studio()) == []


def test_the_rule_on_circles_has_teeth():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}) == ["a", "b", "c", "d"]
