"""What docs/ says is so: the worked examples work in a copy of the program, and every name and link leads somewhere."""

import builtins
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.worked import DOCS, apply, blocks, pages

ROOT = DOCS.parent
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in (*DOCS.glob("*.md"), ROOT / "CONTRIBUTING.md")}
# The tests over the registries, and what the pages add to these.
PARITY = (
    "tests/layers/test_kinds.py", "tests/engine/gradients/test_activation.py", "tests/engine/gradients/test_training.py",
    "tests/studio/shell/test_workspaces.py", "tests/export/test_languages.py", "tests/export/test_tables.py",
)  # fmt: skip
ADDED = "min_pool2d or l2_pool2d or silu or cauchy or adagrad or mirror or markdown or psv"


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """A copy of the program with all that the pages add."""
    folder = tmp_path_factory.mktemp("worked")
    for name in ("convstudio", "resources", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for page in pages():
        for block in blocks(page):
            if block.kind != "check":
                apply(block, folder)
    return folder


def run(copy: Path, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-B", *arguments], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_what_a_page_adds_works_as_it_says(copy, page):
    checks = [block.text for block in blocks(page) if block.kind == "check"]
    assert checks, "a worked example without a check"
    run(copy, "-c", "\n".join(checks))


@pytest.mark.timeout(900)
def test_a_kind_that_is_one_file_one_name_and_an_icon_works_in_the_whole_window(copy):
    run(copy, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/docs/proof_of_a_kind.py")


@pytest.mark.timeout(900)
def test_what_the_pages_add_passes_the_tests_over_the_registries(copy):
    run(copy, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *PARITY, "-k", ADDED)


def test_the_code_of_the_pages_is_as_ours_should_be(copy):
    added = [block.path for page in pages() for block in blocks(page) if block.path.endswith(".py")]
    for command in (("ruff", "check"), ("ruff", "format", "--check")):
        run(copy, "-m", *command, "--no-cache", *sorted(set(added)))


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_leads_to_a_page(name):
    folder = DOCS if (DOCS / name).exists() else ROOT
    for target in re.findall(r"\]\(([^)#]+)\)", TEXTS[name]):
        assert target.startswith("https://") or (folder / target).exists(), target


@pytest.mark.parametrize("name", TEXTS)
def test_every_file_that_is_named_is_there(name):
    added = {block.path for page in pages() for block in blocks(page) if block.kind == "new"}
    for path in re.findall(r"`((?:convstudio|resources|tests|docs)/[\w./-]*)`", TEXTS[name]):
        assert (ROOT / path).exists() or path in added, path


def test_every_name_of_the_architecture_is_in_the_code():
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "convstudio").rglob("*.py"))
    defined = set(re.findall(r"^\s*(?:def|class) (\w+)|^\s*(\w+)(?::[^=\n]+)?(?: = |$)", code, re.MULTILINE))
    names = {name for pair in defined for name in pair if name}
    rooms = {path.name for path in (ROOT / "convstudio").iterdir()} | set(dir(builtins))
    words = re.findall(r"`([A-Za-z_][\w.]*)(?:\([^`]*\))?`", TEXTS["architecture.md"])
    assert [word for word in words for part in word.split(".") if part not in names | rooms] == []
