"""Names that other systems would stumble over, files that come from elsewhere, and files that have gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QAction

from convstudio.experiment import gallery
from convstudio.studio.document.documents import dropped
from tests.studio.person import Person


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Edge detection", "Edge detection"), ("a/b\\c:d*?", "a_b_c_d__"), ("..", "__"), ("CON", "CON_"), ("nul", "nul_"),
        ("Com1", "Com1_"), ("LPT9", "LPT9_"), ("CONE", "CONE"), ("ends in dots...", "ends in dots___"), ("   ", "experiment"),
        ("", "experiment"), ("-rf", "-rf"), ("卷积", "卷积"), ("x" * 79 + " yz", "x" * 79), ("😀", "_"),
    ],
)  # fmt: skip
def test_the_suggested_name_is_one_on_every_system(person: Person, title: str, name: str) -> None:
    suggested: list[Path] = []
    person.answers.file_to_save = suggested.append  # type: ignore[assignment]
    person.window.session.open(replace(gallery.opening_example(), title=title), None)
    person.window.documents.save_as()
    assert [path.name for path in suggested] == [f"{name}.convstudio"]


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("file:///a/mine.convstudio", ["/a/mine.convstudio"]), ("file://server/share/mine.convstudio", []),
        ("file:////server/share/mine.convstudio", []), ("https://example.org/mine.convstudio", []), ("ftp://host/mine", []),
        ("data:text/plain,abc", []), ("", []), ("file:", []), ("file:///a/two%0Alines", ["/a/two\nlines"]),
    ],
)  # fmt: skip
def test_only_files_of_this_computer_are_taken_from_what_is_dropped(address: str, names: list[str]) -> None:
    data = QMimeData()
    data.setUrls([QUrl(address)])
    assert [str(path) for path in dropped(data)] == names


@pytest.mark.parametrize("name", ["zero%00byte", "two%0Alines", "none"])
def test_a_dropped_name_that_cannot_be_opened_is_one_sentence(person: Person, tmp_path: Path, name: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl(f"file://{tmp_path}/{name}")])
    before = person.window.session.state.experiment
    paths = dropped(data)
    if paths:
        person.window.documents.open_dropped(paths)
        assert len(person.answers.told) == 1
    assert person.window.session.state.experiment is before


def test_a_recent_file_that_is_gone_is_grey_and_says_why(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "gone.convstudio"
    person.window.settings.remember(path)
    menu = person.menu("recent")
    menu.aboutToShow.emit()
    action = menu.findChild(QAction, f"recent_{path}")
    assert action is not None
    assert not action.isEnabled()
    assert "not there any more" in action.toolTip()
