"""Telling from the first bytes of a file whether it is an experiment, a picture or numbers."""

from __future__ import annotations

import os
from codecs import getincrementaldecoder
from typing import Literal

from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files.filekind import LOOKED_AT, has_control, picture_kind, utf_8
from convstudio.words import tr

Sort = Literal["experiment", "picture", "array", "text"]
ARRAY = b"\x93NUMPY"
ARCHIVE = b"PK\x03\x04"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BEGINS = tuple("0123456789+-.[\"'#")
BOM = "\ufeff"


def sort_of(head: bytes, name: str = "") -> Sort:
    """The sort of a file with these first bytes. Raises FileProblem for archives such as .npz and .xlsx.

    The name matters for text only: a file called *.convstudio is an experiment, however damaged.
    """
    head = head[:LOOKED_AT]
    if picture_kind(head):
        return "picture"
    if head.startswith(ARRAY):
        return "array"
    if os.path.splitext(name)[1].lower() == ".convstudio":
        return "experiment"
    if head.startswith(ARCHIVE):
        raise FileProblem(
            tr("This is an archive, as .npz and .xlsx files are: save one array as .npy, or the sheet as CSV, and open that.")
        )
    return "text" if _may_be_numbers(head) else "experiment"


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 or, as spreadsheets save it, in UTF-16 with a byte order mark. Raises FileProblem."""
    encoding = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise FileProblem(tr("The file is not UTF-8 text (byte {byte}): save it as CSV UTF-8.", byte=wrong.start)) from wrong


def _may_be_numbers(head: bytes) -> bool:
    """Whether the file is text that does not begin like an experiment."""
    if head.startswith(UTF_16):
        text = getincrementaldecoder("utf-16")("replace").decode(head)
    elif has_control(head):
        return False
    else:
        text = getincrementaldecoder("utf-8")("replace").decode(head)
    begin = text.lstrip(BOM).lstrip()
    known = head.startswith(UTF_16) or utf_8(head) or begin[:1] in BEGINS  # in an old encoding: the problem names the byte
    return bool(begin) and known and not begin.startswith("{")
