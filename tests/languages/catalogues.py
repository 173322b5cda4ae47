"""The template and the catalogues in resources/languages: read, renewed, compiled."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.languages.resource_texts import RESOURCES, in_resources
from tests.languages.texts import in_code

FOLDER = RESOURCES / "languages"
TEMPLATE = FOLDER / "convstudio.pot"
CHANGING = re.compile(r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By): .*\n', re.MULTILINE)  # with every renewal
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
HEADER = """\
# Texts of ConvStudio.
# A part in {braces} is filled in, and stays as it is. A & stands before the letter that a menu underlines: any letter will do
# that no other entry of the same menu has.
"""
WIDTH = 126


def template() -> Catalog:
    """All texts as they are in the code and the resources now."""
    made = Catalog(project="ConvStudio", header_comment=HEADER, charset="utf-8", fuzzy=False)
    for found in (*in_code(), *in_resources()):
        text = (found.text, found.many) if found.many else found.text
        made.add(text, locations=[(found.place, found.line)])
    return made


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.stem for path in FOLDER.glob("*.po"))


def read(path: Path, language: str | None = None) -> Catalog:
    """The catalogue of a .po or .pot file."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def catalogue(language: str) -> Catalog:
    """The catalogue of a language, as it is translated by hand."""
    return read(FOLDER / f"{language}.po", language)


def written(made: Catalog) -> str:
    """A catalogue as the text of its file."""
    file = io.BytesIO()
    write_po(file, made, width=WIDTH, ignore_obsolete=True, include_lineno=False)
    return CHANGING.sub("", file.getvalue().decode())


def compiled(made: Catalog) -> bytes:
    """What the program reads of a catalogue: its finished translations alone."""
    file = io.BytesIO()
    made.creation_date = made.revision_date = NO_DATE
    for message in missing(made):
        made.delete(message.id)
    write_mo(file, made)
    return file.getvalue()


def missing(made: Catalog) -> list[Message]:
    """The texts of a catalogue that are not translated, or not in all forms."""
    return [message for message in made if message.id and (message.fuzzy or not _is_whole(made, message))]


def _is_whole(made: Catalog, message: Message) -> bool:
    if not message.pluralizable:
        return bool(message.string)
    return isinstance(message.string, tuple) and len(message.string) == made.num_plurals and all(message.string)


def renew() -> None:
    """Write the template anew, bring every catalogue up to date with it, and compile all."""
    now = template()
    FOLDER.mkdir(exist_ok=True)
    TEMPLATE.write_text(written(now), encoding="utf-8")
    for language in languages():
        made = catalogue(language)
        made.update(now, no_fuzzy_matching=True)
        (FOLDER / f"{language}.po").write_text(written(made), encoding="utf-8")
        (FOLDER / f"{language}.mo").write_bytes(compiled(catalogue(language)))
