"""What desktops are told about the program: entry, file type, thumbnails, software catalogue, manual page, icons."""

import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from convstudio.__main__ import COMMANDS, main
from convstudio.cli.arguments import parser
from convstudio.experiment import files, gallery
from convstudio.studio.program import APPLICATION_ID
from installers import contents, manual, pictures
from installers.debian import FILE_TYPE, PLACES

ROOT = Path(__file__).parents[2]
DESKTOP = ROOT / "resources" / "desktop"
MIME = "application/x-convstudio+json"
CATALOGUE = next(DESKTOP.glob("*.metainfo.xml"))
MAIN_CATEGORIES = {"Education", "Science", "Graphics", "Development", "Utility", "Office"}


def entry(name):
    """The keys of the first group of a desktop file."""
    read = ConfigParser(delimiters=("=",), interpolation=None)
    read.optionxform = str
    read.read_string((DESKTOP / name).read_text(encoding="utf-8"))
    return read[read.sections()[0]]


def test_the_desktop_entry_starts_the_program_on_a_file():
    keys = entry("convstudio.desktop")
    assert {"Type", "Name", "Exec", "Icon", "Categories", "MimeType", "Comment"} <= keys.keys()
    assert (keys["Type"], keys["Name"], keys["Terminal"]) == ("Application", "ConvStudio", "false")
    assert shlex.split(keys["Exec"]) == ["convstudio", "%f"]
    assert keys["MimeType"] == f"{MIME};"
    assert len(MAIN_CATEGORIES & set(keys["Categories"].split(";"))) == 1, "it would stand in the menu twice"
    assert all(keys[name].endswith(";") for name in ("Categories", "Keywords", "MimeType"))


def test_a_desktop_knows_whose_window_it_sees():
    assert f"{APPLICATION_ID}.desktop" in PLACES
    assert entry("convstudio.desktop")["StartupWMClass"] == APPLICATION_ID
    assert entry("convstudio.desktop")["Icon"] == APPLICATION_ID


@pytest.mark.parametrize(("tool", "given"), [
    ("desktop-file-validate", ["convstudio.desktop"]),
    ("appstreamcli", ["validate", "--no-net", CATALOGUE.name]),
])  # fmt: skip
def test_the_tools_that_know_the_standards_agree(tool, given):
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed; the required keys are tested all the same")
    done = subprocess.run([tool, *given], cwd=DESKTOP, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_catalogue_names_the_entry_the_command_and_the_files():
    told = ET.parse(CATALOGUE).getroot()
    assert told.get("type") == "desktop-application"
    assert f"{told.findtext('id')}.metainfo.xml" == CATALOGUE.name
    assert told.findtext("launchable") == "convstudio.desktop"
    assert told.findtext("provides/binary") == "convstudio"
    assert told.findtext("provides/mediatype") == MIME
    assert "MIT License" in (ROOT / "LICENSE").read_text()
    assert (told.findtext("project_license"), told.findtext("metadata_license")) == ("MIT", "CC0-1.0")
    assert told.findtext("name")
    assert told.findtext("summary")
    assert told.find("description/p") is not None


def test_a_saved_file_is_known_by_name_and_by_content():
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    kind = ET.parse(DESKTOP / "convstudio.xml").getroot().find("m:mime-type", space)
    assert kind.get("type") == MIME
    assert kind.find("m:glob", space).get("pattern") == "*.convstudio"
    match = kind.find("m:magic/m:match", space)
    first, last = map(int, match.get("offset").split(":"))
    written = files.dumps(gallery.opening_example())
    assert first <= written.index(match.get("value").encode()) <= last
    assert kind.find("m:icon", space).get("name") == FILE_TYPE


@pytest.mark.parametrize("side", ["128", "256", "512", "1024"])
def test_the_thumbnailers_line_makes_a_picture_of_that_size(side, tmp_path, qapp):
    keys = entry("convstudio.thumbnailer")
    assert keys["MimeType"] == f"{MIME};"
    file, made = tmp_path / "a file.convstudio", tmp_path / "thumbnail.XXXXXX"
    files.write(gallery.example("small-network"), file)
    given = {"%i": str(file), "%o": str(made), "%s": side}
    program, *line = (given.get(word, word) for word in shlex.split(keys["Exec"]))
    assert (program, keys["TryExec"]) == ("convstudio", "convstudio")
    assert main(line) == 0
    picture = QImage(str(made), "PNG")
    assert max(picture.width(), picture.height()) == int(side)
    colours = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert len(colours) > 10


def test_a_thumbnail_of_what_cannot_be_read_is_refused(tmp_path, capsys, qapp):
    (tmp_path / "torn.convstudio").write_text("{")
    assert main(["thumbnail", str(tmp_path / "torn.convstudio"), "-o", str(tmp_path / "x")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "x").exists()


def test_the_manual_page_is_what_the_parsers_say():
    assert manual.PAGE.read_text(encoding="utf-8") == manual.page(), "write it anew: python -m installers.manual"
    text = manual.page().replace("\\-", "-")
    for name in COMMANDS:
        assert f".SS {name}\n" in text
    for option in re.findall(r"--[a-z-]+", parser().format_help()):
        assert option in text or option == "--help"


def test_a_manual_page_obeys_nothing_that_it_quotes():
    lines = manual.page().splitlines()
    requests = {line.split()[0] for line in lines if line.startswith((".", "'"))}
    assert requests <= {".TH", ".SH", ".SS", ".TP", ".PP", ".br"}


@pytest.mark.parametrize("line", re.findall(r"for example: convstudio (.*)", "\n".join(
    each.epilog for _name, each in manual.commands_of(parser()))))  # fmt: skip
def test_every_example_of_the_help_can_be_typed(line):
    parser().parse_args(shlex.split(line))


def test_the_pictures_are_drawn_in_every_size(tmp_path, qapp):
    pictures.make(tmp_path)
    for name in ("apps", "documents"):
        for side in pictures.SIZES:
            drawn = QImage(str(tmp_path / name / f"{side}.png"))
            assert (drawn.width(), drawn.height()) == (side, side)
            assert drawn.pixelColor(side // 2, side // 2).alpha() == 255
            assert drawn.pixelColor(0, 0).alpha() < 128, "corners are round, or there is air around"
    assert (tmp_path / "convstudio.ico").read_bytes().startswith(b"\0\0\1\0")
    assert (tmp_path / "convstudio.icns").read_bytes().startswith(b"icns")


def test_a_mac_knows_whose_files_these_are():
    kind = contents.MAC_FILE_TYPE["UTExportedTypeDeclarations"][0]
    assert contents.MAC_FILE_TYPE["CFBundleDocumentTypes"][0]["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]
    assert kind["UTTypeTagSpecification"] == {"public.filename-extension": ["convstudio"], "public.mime-type": [MIME]}
