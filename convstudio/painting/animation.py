"""Drawings one after the other as a film: GIF, WebP or animated PNG. Qt cannot write these, but Pillow can.

This module is imported only when a film is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from io import BytesIO
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

from convstudio.painting.figure import picture
from convstudio.painting.palette import Look
from convstudio.scene.layout import Drawing
from convstudio.words import tr

Film = Literal["gif", "webp", "png"]
FILMS: tuple[Film, ...] = ("gif", "webp", "png")
COLOURS = 256  # of a GIF, the same for all frames, which takes a hundredth of the time of one palette per frame
PLAIN = 64  # most frequent ones that are exact
MOST_PIXELS = 150_000_000  # in all frames together, three bytes each
Frame = Callable[[], QImage]  # draws a frame when called
Told = Callable[[int, int], None]  # is told after each frame how many of how many are drawn; raising ends the film
LAST = 3  # the last frame stays so many times as long as the others


def frames_drawn(drawings: Sequence[Drawing], look: Look, scale: float = 1.0) -> list[Frame]:
    """The frames of drawings that have one size, `scale` pixels for one of their own. Raises ValueError like `check_size`."""
    check_size(len(drawings), drawings[0].width * scale, drawings[0].height * scale)
    return [partial(picture, drawing, look, scale) for drawing in drawings]


def check_size(frames: int, width: float, height: float) -> None:
    """Raise ValueError with a sentence for too many pixels in all, since Pillow keeps every frame in memory."""
    w, h = round(width), round(height)
    fitting = int(MOST_PIXELS // (width * height))
    if not fitting:
        raise ValueError(tr("A frame of {w} × {h} is too large for a film; choose a smaller size.", w=w, h=h))
    if fitting < frames:
        raise ValueError(
            tr("A film of {n} frames, each of {w} × {h} pixels, is too large: at most {most} would do, or a smaller size.",
               n=frames, w=w, h=h, most=fitting))  # fmt: skip


def film(frames: Sequence[Frame], form: Film, *, milliseconds: int = 500, told: Told | None = None) -> bytes:
    """The bytes of a film that loops. There must be at least one frame, and all must have the same size."""
    images = _drawn(frames, told)
    times = [milliseconds] * (len(frames) - 1) + [milliseconds * LAST]
    settings: dict[str, Any] = {"duration": times, "loop": 0}
    match form:
        case "gif":
            return _written(_indexed(list(images)), "GIF", settings)
        case "webp":
            return _written(images, "WEBP", {**settings, "lossless": True})
        case "png":
            return _written(images, "PNG", settings)


def _drawn(frames: Sequence[Frame], told: Told | None) -> Iterator[Image.Image]:
    for done, frame in enumerate(frames, 1):
        yield _image(frame())
        if told:
            told(done, len(frames))


def _written(frames: Iterable[Image.Image], name: str, settings: dict[str, Any]) -> bytes:
    first, *rest = frames
    buffer = BytesIO()
    first.save(buffer, name, save_all=True, append_images=rest, **settings)
    return buffer.getvalue()


def _image(image: QImage) -> Image.Image:
    size = image.width(), image.height()
    return Image.frombuffer("RGB", size, bytes(image.constBits()), "raw", "BGRX", image.bytesPerLine(), 1)


def _palette(covered: Counter[int]) -> NDArray[np.int32]:
    """At most 256 of some colours 0xRRGGBB, so that none is far from one of them.

    The most frequent ones are plain grounds and inks, and stay as they are. To them comes, time and again, the colour that
    is farthest from all that are chosen (T. F. Gonzalez, 1985). The averages of median cut would miss the rare colours, of
    which a colour bar is made.
    """
    known = np.array([colour for colour, _number in covered.most_common()], dtype=np.int32)
    parts = _parts(known)
    chosen = list(range(min(PLAIN, len(known))))
    apart = np.min([_apart(parts, place) for place in chosen], axis=0)
    while len(chosen) < min(COLOURS, len(known)):
        chosen.append(int(apart.argmax()))
        apart = np.minimum(apart, _apart(parts, chosen[-1]))
    return known[chosen]


def _apart(parts: NDArray[np.int32], place: int) -> NDArray[np.int32]:
    """How far colours are from one of them: the squared distance."""
    found: NDArray[np.int32] = np.square(parts - parts[place]).sum(axis=1)
    return found


def _nearest(colours: NDArray[np.int32], palette: NDArray[np.int32]) -> NDArray[np.uint8]:
    """For each possible colour the place of the nearest one in the palette, as far as it is one of `colours`."""
    table = np.zeros(1 << 24, dtype=np.uint8)
    entries = _parts(palette)
    for some in np.array_split(colours, len(colours) // 1024 + 1):  # in parts, as all distances at once are many
        squares = np.square(_parts(some)[:, None] - entries).sum(axis=2)
        table[some] = squares.argmin(axis=1)
    return table


def _indexed(frames: Sequence[Image.Image]) -> Iterator[Image.Image]:
    """Frames in at most 256 colours, the same for all, which makes the file small. Not dithered: plain areas stay plain."""
    covered: Counter[int] = Counter()
    for frame in frames:
        colours, numbers = np.unique(_packed(frame), return_counts=True)
        covered.update(dict(zip(colours.tolist(), numbers.tolist(), strict=True)))
    palette = _palette(covered)
    table = _nearest(np.array(list(covered), dtype=np.int32), palette)
    entries = _parts(palette).ravel().tolist()
    for frame in frames:
        indexed = Image.fromarray(table[_packed(frame)], "P")
        indexed.putpalette(entries)
        yield indexed


def _parts(colours: NDArray[np.int32]) -> NDArray[np.int32]:
    """Red, green and blue of colours, one row each."""
    return np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)


def _packed(frame: Image.Image) -> NDArray[np.int32]:
    parts = np.asarray(frame).astype(np.int32)
    return parts[:, :, 0] << 16 | parts[:, :, 1] << 8 | parts[:, :, 2]
