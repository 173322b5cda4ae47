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
SAMPLES = 5  # frames from which the colours are chosen
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
            palette = _palette(_image(frame()) for frame in _spread(frames))
            return _written((_indexed(image, palette) for image in images), "GIF", settings)
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


def _spread(frames: Sequence[Frame]) -> Iterator[Frame]:
    """A few of many frames, including the first and the last."""
    last = len(frames) - 1
    return (frames[place] for place in sorted({last * sample // (SAMPLES - 1) for sample in range(SAMPLES)}))


def _palette(samples: Iterable[Image.Image]) -> NDArray[np.int32]:
    """The most frequent colours 0xRRGGBB of some frames: cells and ground are plain, and averages would miss their colours."""
    covered: Counter[int] = Counter()
    for sample in samples:
        colours, numbers = np.unique(_packed(sample), return_counts=True)
        covered.update(dict(zip(colours.tolist(), numbers.tolist(), strict=True)))
    return np.sort(np.array([colour for colour, _number in covered.most_common(COLOURS)], dtype=np.int32))


def _indexed(frame: Image.Image, palette: NDArray[np.int32]) -> Image.Image:
    """A frame in the colours of a palette: exact where the palette has the colour, elsewhere Pillow's quick, rough choice."""
    parts = np.stack([palette >> 16, palette >> 8 & 255, palette & 255], axis=1).ravel().tolist()
    holder = Image.new("P", (1, 1))
    holder.putpalette(parts)
    indices = np.array(frame.quantize(palette=holder, dither=Image.Dither.NONE))
    wanted = _packed(frame)
    places = np.minimum(np.searchsorted(palette, wanted), len(palette) - 1)
    known = palette[places] == wanted
    indices[known] = places[known]
    indexed = Image.fromarray(indices.astype(np.uint8), "P")
    indexed.putpalette(parts)
    return indexed


def _packed(frame: Image.Image) -> NDArray[np.int32]:
    parts = np.asarray(frame).astype(np.int32)
    return parts[:, :, 0] << 16 | parts[:, :, 1] << 8 | parts[:, :, 2]
