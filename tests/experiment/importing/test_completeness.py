"""A picture that breaks off is known by its structure, since decoders keep silent about it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from convstudio.experiment.importing.completeness import is_complete

NOISE = Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 33, 3), dtype=np.uint8))
FORMS = [
    ("JPEG", {}, "RGB"), ("JPEG", {"progressive": True}, "RGB"), ("JPEG", {"quality": 100}, "L"), ("GIF", {}, "P"),
    ("GIF", {"comment": b"x" * 600}, "P"), ("BMP", {}, "RGB"), ("BMP", {}, "P"), ("BMP", {}, "1"),
]  # fmt: skip


def saved(kind, options, mode):
    stream = io.BytesIO()
    NOISE.convert(mode).save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize(("kind", "options", "mode"), FORMS)
def test_a_picture_is_whole_only_with_its_end(kind, options, mode):
    content = saved(kind, options, mode)
    assert is_complete(content, kind)
    assert is_complete(content + bytes(100), kind)
    end = len(content) - (2 if kind == "GIF" else 1)  # behind the pixels a GIF has a mark of its own
    for length in (*range(0, end, 97), end):
        assert not is_complete(content[:length], kind)


def test_the_first_picture_of_an_animation_is_enough():
    stream = io.BytesIO()
    frames = [NOISE.convert("P"), NOISE.rotate(90).convert("P")]
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    content = stream.getvalue()
    assert is_complete(content[: len(content) - 100], "GIF")
    assert not is_complete(content[: len(content) // 4], "GIF")


def test_the_end_of_a_thumbnail_is_not_the_pictures():
    content = saved("JPEG", {}, "RGB")
    thumbnail = b"\xff\xe1" + (2 + len(content)).to_bytes(2, "big") + content
    whole = content[:2] + thumbnail + content[2:]
    assert is_complete(whole, "JPEG")
    assert not is_complete(whole[:-20], "JPEG")


def test_other_kinds_are_left_to_their_decoders():
    assert is_complete(b"", "PNG")
