"""The pixels of a picture: each kind by its own decoder, within bounds that are checked before and after.

Qt's default limit is 256 MB for one picture, and a decoder may give more than it was asked for, or part of a picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, qInstallMessageHandler
from PySide6.QtGui import QImage, QImageReader

from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files.filekind import picture_kind
from convstudio.experiment.importing.completeness import is_complete
from convstudio.experiment.importing.fit import Pixels
from convstudio.experiment.limits import LARGEST_SIDE
from convstudio.words import tr

KINDS = {"PNG": b"png", "JPEG": b"jpeg", "BMP": b"bmp", "GIF": b"gif", "WebP": b"webp"}
MOST_PIXELS = 16_000_000
MOST_MEGABYTES = 64  # that a decoder may take
LARGEST = QSize(LARGEST_SIDE, LARGEST_SIDE)  # pixels that are kept: no input has more cells


class Found(Struct, frozen=True, eq=False):
    """The pixels of a picture, reduced if it has more than an input can have; its own rows and columns; if it breaks off."""

    pixels: Pixels
    height: int
    width: int
    incomplete: bool = False


@contextmanager
def guarded() -> Iterator[None]:
    """While it is open, Qt decodes within the limit, and is silent about what is damaged: people get a sentence."""
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    before = qInstallMessageHandler(lambda _kind, _where, _words: None)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def decode(content: bytes) -> Found:
    """The picture in the bytes of a file; of an animation the first one. Raises FileProblem."""
    kind = picture_kind(content) or ""
    if kind not in KINDS:
        raise FileProblem(
            tr("This is a picture ({kind}) of a kind that cannot be read: save it as PNG, JPEG, BMP, GIF or WebP.", kind=kind)
            if kind
            else tr("This is no picture that can be read: save it as PNG, JPEG, BMP, GIF or WebP.")
        )
    with guarded():
        return _decode(content, kind)


def _decode(content: bytes, kind: str) -> Found:
    held = QByteArray(content)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(KINDS[kind]))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)  # as the camera was held
    size = reader.size()
    if not size.isValid() or size.isEmpty():
        raise _damaged(kind)
    _check_size(size)
    if size.width() > LARGEST.width() or size.height() > LARGEST.height():
        reader.setScaledSize(_reduced(size))
    needs = size.width() * size.height() * QImage.toPixelFormat(reader.imageFormat()).bitsPerPixel() // 8
    image = reader.read()
    if image.isNull():
        raise _too_deep(needs) if needs > MOST_MEGABYTES * 2**20 else _damaged(kind)
    turned = image.width() != image.height() and (image.width() < image.height()) != (size.width() < size.height())
    rows, columns = (size.width(), size.height()) if turned else (size.height(), size.width())
    return Found(pixels_of(image), rows, columns, not is_complete(content, kind))


def found_in(image: QImage) -> Found:
    """A picture that is decoded already, as the clipboard has it. Raises FileProblem."""
    if image.isNull():
        raise FileProblem(tr("The picture on the clipboard cannot be read: save it as PNG, and open that."))
    return Found(pixels_of(image), image.height(), image.width())


def pixels_of(image: QImage) -> Pixels:
    """The pixels (H, W, 4) of a decoded picture, at most as many as an input can have. Raises FileProblem."""
    _check_size(image.size())  # a damaged one may have come out larger than was asked for
    if image.width() > LARGEST.width() or image.height() > LARGEST.height():
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(_reduced(image.size()), Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    if image.isNull():
        raise FileProblem(tr("There is not enough memory for this picture."))
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).copy()


def _reduced(size: QSize) -> QSize:
    return size.scaled(LARGEST, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _check_size(size: QSize) -> None:
    if size.width() * size.height() > MOST_PIXELS:
        raise FileProblem(
            tr(
                "The picture’s size in pixels is {w} × {h}; the limit is {n} million in all. Make it smaller first.",
                w=size.width(), h=size.height(), n=MOST_PIXELS // 1_000_000,
            )
        )  # fmt: skip


def _too_deep(needs: int) -> FileProblem:
    return FileProblem(
        tr(
            "The picture takes {n} MB of memory; the limit is {m} MB. Save it with 8 bits for each colour, or smaller.",
            n=-(-needs // 2**20), m=MOST_MEGABYTES,
        )
    )  # fmt: skip


def _damaged(kind: str) -> FileProblem:
    return FileProblem(tr("This is a picture ({kind}), but it is damaged, or a part of it is missing.", kind=kind))
