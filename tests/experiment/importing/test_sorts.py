"""What a file is, by its content."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from convstudio.experiment import files, gallery
from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.importing.sorts import decoded, sort_of


def picture(kind, **options):
    stream = io.BytesIO()
    Image.fromarray(np.arange(48, dtype=np.uint8).reshape(4, 4, 3)).save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF"])
@pytest.mark.parametrize("name", ["cat.png", "cat.convstudio", "", "cat.csv"])
def test_a_picture_is_one_whatever_it_is_called(kind, name):
    assert sort_of(picture(kind), name) == "picture"


@pytest.mark.parametrize(
    ("head", "name", "sort"),
    [
        (files.dumps(gallery.opening_example()), "a.txt", "experiment"),
        (b"\xef\xbb\xbf {", "a.csv", "experiment"),
        (b"1,2", "a.convstudio", "experiment"),
        (b"1,2\n3,4", "", "text"),
        (b"[[1, 2]]", "a.json", "text"),
        ("1\t2".encode("utf-16"), "sheet.txt", "text"),
        ("{}".encode("utf-16"), "a", "experiment"),
        (b"\x93NUMPY\x01\x00", "a.txt", "array"),
        (b"<svg/>", "a", "picture"),
        (b"\0\0\0\x18ftypheic", "a.jpg", "picture"),
        (b"", "a", "experiment"),
        (b" \n", "a", "experiment"),
        (bytes(200), "a.csv", "experiment"),
        (b"1;2\n\xe4;3", "a.csv", "text"),
        (b"\xff\xfe1\x00\x00\xd8\x00\xd8", "a.csv", "text"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a.csv", "experiment"),
        ("ö".encode() * 512 + "öö".encode()[:-1], "a", "text"),
        (b"BM - a poem", "a", "text"),
        (b"PK\x03\x04", "a.convstudio", "experiment"),
    ],
)
def test_other_files(head, name, sort):
    assert sort_of(head, name) == sort


def test_archives_say_what_to_do():
    stream = io.BytesIO()
    np.savez(stream, a=np.eye(2))
    with pytest.raises(FileProblem, match=r"\.npz and \.xlsx"):
        sort_of(stream.getvalue(), "a.npz")


def test_texts_of_spreadsheets_are_decoded():
    assert decoded("1\t−2".encode("utf-16")) == "1\t−2"
    assert decoded(b"\xef\xbb\xbf1;2") == "1;2"
    with pytest.raises(FileProblem, match=r"not UTF-8 text \(byte 1\)"):
        decoded(b"1\xff")
    with pytest.raises(FileProblem, match="not UTF-8"):
        decoded(b"\xff\xfe1")
