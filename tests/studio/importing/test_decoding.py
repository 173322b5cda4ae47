"""Pixels of pictures by content, and what is refused: bombs, other kinds, damaged ones; each in one sentence."""

from __future__ import annotations

import io
import re
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import qInstallMessageHandler, qWarning
from PySide6.QtGui import QImage, QImageReader

from convstudio.experiment.fileproblem import FileProblem
from convstudio.studio.importing.decoding import MOST_MEGABYTES, decode, found_in
from tests.studio.importing.pictures import (
    KINDS,
    halves,
    noise,
    png_bomb,
    saved,
    with_bmp_size,
    with_gif_size,
    with_jpeg_size,
)


def lossless(kind):
    return {"WEBP": {"lossless": True}, "JPEG": {"quality": 100, "subsampling": 0}}.get(kind, {})


@pytest.mark.parametrize("kind", KINDS)
def test_the_pixels_are_those_that_another_program_reads(qapp, kind):
    content = saved(noise(), kind, **lossless(kind))
    wanted = np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
    found = decode(content)
    assert (found.height, found.width, found.incomplete) == (24, 20, False)
    assert found.pixels.shape == (24, 20, 4)
    assert (found.pixels[..., 3] == 255).all()
    assert np.abs(found.pixels[..., :3] - wanted).max() <= (3 if kind == "JPEG" else 0)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_pngs_of_all_depths(qapp, mode):
    image = halves()
    image = Image.fromarray(np.full((4, 6), 65535, np.uint16)) if mode == "I;16" else image.convert(mode)
    assert decode(saved(image, "PNG")).pixels[0, -1].tolist() == [255, 255, 255, 255]


def test_what_lets_light_through_keeps_its_opacity(qapp):
    image = Image.new("RGBA", (2, 2), (10, 20, 30, 0))
    assert decode(saved(image, "PNG")).pixels[0, 0, 3] == 0


def test_a_photograph_stands_as_the_camera_was_held(qapp):
    turned = Image.Exif()
    turned[0x0112] = 6
    found = decode(saved(noise(40, 30), "JPEG", exif=turned))
    assert (found.height, found.width) == (30, 40)
    assert found.pixels.shape == (30, 40, 4)


def test_a_large_photograph_is_reduced_to_what_an_input_can_have(qapp):
    found = decode(saved(Image.new("RGB", (4000, 3000), (200, 100, 50)), "JPEG"))
    assert (found.height, found.width) == (3000, 4000)
    assert found.pixels.shape == (768, 1024, 4)
    assert np.abs(found.pixels[5, 5, :3].astype(int) - (200, 100, 50)).max() <= 2
    line = decode(saved(Image.new("L", (15_000, 1)), "PNG"))
    assert line.pixels.shape == (1, 1024, 4)


def test_of_an_animation_the_first_picture_is_taken(qapp):
    frames = [Image.new("RGB", (3, 3), "white"), Image.new("RGB", (3, 3), "black")]
    assert decode(saved(frames[0], "GIF", save_all=True, append_images=frames[1:])).pixels[0, 0, 0] == 255


BOMBS = {
    "30000 × 30000": (png_bomb(30_000, 30_000), "30000 × 30000; the limit is 16 million"),
    "2 billion × 1": (png_bomb(2**31 - 1, 1), "damaged|the limit is 16 million"),
    "8000 × 8000, one bit": (png_bomb(8000, 8000, 1), "8000 × 8000"),
    "one row too many": (png_bomb(16_000, 1001), "16000 × 1001"),
    "16 bits of four colours": (png_bomb(3900, 4000, 16, 6), "takes 120 MB of memory; the limit is 64 MB"),
    "no size": (png_bomb(0, 0), "damaged"),
    "a row of nothing": (png_bomb(10, 0), "damaged"),
    "rows that are missing": (png_bomb(3000, 3000, 8, 2), "damaged"),
    "JPEG 65000 × 65000": (with_jpeg_size(saved(halves(), "JPEG"), 65_000, 65_000), "65000 × 65000"),
    "progressive JPEG": (
        with_jpeg_size(saved(halves(), "JPEG", progressive=True), 60_000, 60_000), "60000 × 60000",
    ),
    "GIF 65535 × 65535": (with_gif_size(saved(halves(), "GIF"), 65_535, 65_535), "65535 × 65535|damaged"),
    "BMP 2 billion": (with_bmp_size(saved(halves(), "BMP"), 2**31 - 1, 2**31 - 1), "damaged|; the limit"),
    "BMP upside down": (with_bmp_size(saved(halves(), "BMP"), 100_000, -100_000), "damaged|; the limit"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "picture .SVG. of a kind"),
    "TIFF": (saved(halves(), "TIFF"), "This is a picture .TIFF. of a kind that cannot be read: save it as PNG"),
    "HEIC": (b"\0\0\0\x18ftypheic" + bytes(50), "This is a picture .HEIC. of a kind"),
    "an icon": (saved(halves(32, 32), "ICO"), "This is no picture"),
    "nothing": (b"", "This is no picture"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_or_another_kind_is_one_sentence(qapp, name):
    content, says = BOMBS[name]
    with pytest.raises(FileProblem, match=says) as raised:
        decode(content)
    sentence = str(raised.value)
    assert re.fullmatch(r"[^\n\r]{10,200}\.", sentence)
    assert sentence.isprintable()


def test_no_other_decoder_is_asked(qapp):
    """An SVG that begins as a PNG, a TIFF called one by its first bytes: each kind has its own decoder."""
    for content in (b"\x89PNG\r\n\x1a\n<svg/>", b"GIF89a" + saved(halves(), "TIFF"), b"BM" + saved(halves(), "PNG")):
        with pytest.raises(FileProblem, match="damaged"):
            decode(content)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_breaks_off_is_refused_or_said(qapp, kind):
    content = saved(noise(64, 64), kind)
    for part in (0.3, 0.6, 0.95):
        with suppress(FileProblem):
            assert decode(content[: int(len(content) * part)]).incomplete


def test_the_limit_of_qt_is_set_before_a_picture_is_decoded(qapp):
    QImageReader.setAllocationLimit(256)
    decode(saved(halves(), "PNG"))
    assert QImageReader.allocationLimit() == MOST_MEGABYTES


def test_what_qt_grumbles_at_is_kept_from_the_log_and_the_handler_comes_back(qapp):
    said: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _where, words: said.append(words))
    try:
        for content in (saved(halves(), "PNG")[:-30], with_gif_size(saved(halves(), "GIF"), 65_535, 65_535)):
            with suppress(FileProblem):
                decode(content)
        assert said == []
        qWarning("later")
        assert said == ["later"]
    finally:
        qInstallMessageHandler(before)


def test_a_picture_of_the_clipboard_has_the_same_limits(qapp):
    image = QImage(2000, 30, QImage.Format.Format_Grayscale8)
    image.fill(7)
    found = found_in(image)
    assert (found.height, found.width) == (30, 2000)
    assert found.pixels.shape == (15, 1024, 4)
    assert found.pixels[3, 3].tolist() == [7, 7, 7, 255]
    with pytest.raises(FileProblem, match="16001 × 1000"):
        found_in(QImage(16_001, 1000, QImage.Format.Format_Mono))
    with pytest.raises(FileProblem, match="cannot be read"):
        found_in(QImage())
