"""Every number can be read, whatever lies below it: measured on painted pixels, by the contrast of WCAG 2.2."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.engine.geometry import Axis
from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.grounds import Paint, Wash
from convstudio.painting.palette import DARK, LIGHT, READABLE, Look, contrast, luminance
from convstudio.scene import Mark, MatrixScene, Scale
from convstudio.scene.cards.display import SIGNED_MAPS
from convstudio.scene.matrix import Surround
from convstudio.scene.matrix.links import Role
from tests.painting.canvas import NoTexts, painted, part, placed, signed

pytestmark = pytest.mark.usefixtures("qapp")
both_looks = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
every_map = pytest.mark.parametrize("colours", ["grey", *(name for name, _title in SIGNED_MAPS)])
VALUES = np.array([[0.0, 1.0, -1.0, 0.5, -0.5], [0.25, -0.25, 0.75, -0.75, 0.125], [0.375, -0.375, 0.625, -0.875, 0.0625]])
CELL, NEARLY = 64.0, 0.97  # large enough for strokes that fill a pixel; what smoothing may cost
ROUNDING = 3  # by which a colour that is laid over others may differ from what is reckoned
ROLES: tuple[Role, ...] = get_args(Role)


def scene_of(colours: str, values: np.ndarray = VALUES) -> MatrixScene:
    if colours == "grey":
        return replace(signed((values + 1) / 2), scale=Scale("grey", 0.0, 1.0))
    return signed(values, colours)


def marked(scene: MatrixScene, *roles: Role) -> MatrixScene:
    """Every cell in some roles, one over the other."""
    rows, columns = (tuple(range(n)) for n in scene.shape)
    return replace(scene, marks=tuple(Mark(scene.panel, role, rows, columns) for role in roles))


def unread(scene: MatrixScene) -> MatrixScene:
    """A row and two columns that nobody reads."""
    rows, columns = (Axis(n, 1) for n in scene.shape)
    return replace(scene, surround=Surround(rows, columns, None, (1,), (0, 3)))


def contrasts(scene: MatrixScene, look: Look, cells: object = None, over: tuple[Wash, ...] = ()) -> dict[object, float]:
    """For each cell, the contrast between the number's strongest pixel and the ground right beside the number."""
    grid, found = placed(scene, CELL), {}
    with_numbers, without = (painted(scene, grid, look, texts, over) for texts in (None, NoTexts()))
    for cell in cells or np.ndindex(scene.shape):  # type: ignore[attr-defined]
        here, bare = (part(pixels, grid, *cell, inset=8) for pixels in (with_numbers, without))
        assert (here != bare).any(), f"no number at {cell}"
        ground, pixels = ground_of(here), np.unique(here[here != bare])
        bright = luminance(pixels)  # the contrast is largest for the darkest or for the brightest
        found[cell] = max(contrast(int(pixels[at]), ground) for at in (bright.argmin(), bright.argmax()))
    return found


def ground_of(pixels: np.ndarray) -> int:
    """The commonest colour around the middle of a cell, where the number stands: its plate, if it has one."""
    high, wide = pixels.shape
    inner = pixels[high // 4 : high - high // 4, wide // 8 : wide - wide // 8]
    colours, counts = np.unique(inner, return_counts=True)
    return int(colours[counts.argmax()])


def channels(pixels: np.ndarray) -> np.ndarray:
    return np.stack([(pixels >> shift) & 255 for shift in (16, 8, 0)]).astype(int)


def worst(found: dict[object, float]) -> float:
    return min(found.values())


@both_looks
@every_map
def test_numbers_on_plain_cells(look: Look, colours: str) -> None:
    assert worst(contrasts(scene_of(colours), look)) >= READABLE * NEARLY


@both_looks
@every_map
@pytest.mark.parametrize("role", ROLES)
def test_numbers_on_cells_that_light_up(look: Look, colours: str, role: Role) -> None:
    assert worst(contrasts(marked(scene_of(colours), role), look)) >= READABLE * NEARLY


@both_looks
@every_map
def test_numbers_below_several_washes_and_a_selection(look: Look, colours: str) -> None:
    scene = marked(scene_of(colours), "field", "pair", "winner")
    selected = Wash(((0, 2, 0, 4),), Paint(look.accent, 0.14))
    assert worst(contrasts(scene, look, over=(selected,))) >= READABLE * NEARLY


@both_looks
@every_map
def test_numbers_of_what_is_shown_dimmed(look: Look, colours: str) -> None:
    scene = replace(scene_of(colours), dimmed=True)
    assert worst(contrasts(scene, look)) >= READABLE * NEARLY
    assert worst(contrasts(marked(scene, "fed"), look)) >= READABLE * NEARLY


@both_looks
@every_map
def test_numbers_in_hatched_cells(look: Look, colours: str) -> None:
    assert worst(contrasts(unread(scene_of(colours)), look)) >= READABLE * NEARLY
    assert worst(contrasts(marked(unread(scene_of(colours)), "field", "winner"), look)) >= READABLE * NEARLY


@both_looks
@every_map
def test_no_hatch_runs_through_a_number(look: Look, colours: str) -> None:
    scene = marked(scene_of(colours), "field")
    grid = placed(scene, CELL)
    hatched, plain, bare = (
        painted(unread(scene), grid, look), painted(scene, grid, look), painted(scene, grid, look, NoTexts())
    )  # fmt: skip
    for cell in np.ndindex(scene.shape):
        number = part(plain, grid, *cell, inset=8) != part(bare, grid, *cell, inset=8)
        rows, columns = (np.flatnonzero(number.any(axis=axis)) for axis in (1, 0))
        box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        here, wanted = (channels(part(pixels, grid, *cell, inset=8)[box]) for pixels in (hatched, plain))
        assert np.abs(here - wanted).max() <= ROUNDING


@both_looks
@pytest.mark.parametrize("ground", [0.0, 0.25, 0.4, 0.46, 0.5, 0.75, 1.0])
def test_hatch_is_seen_on_every_grey(look: Look, ground: float) -> None:
    scene = unread(replace(signed(np.full((3, 5), ground)), scale=Scale("grey", 0.0, 1.0)))
    grid = placed(scene, 30.0)
    pixels = painted(scene, grid, look, NoTexts())
    own = int(part(pixels, grid, 0, 1)[15, 15])
    assert max(contrast(int(pixel), own) for pixel in np.unique(part(pixels, grid, 1, 1, inset=2))) >= 1.4


@both_looks
@pytest.mark.parametrize("roles", [(), ("field",), ("window",), ("pair", "winner"), ("fed",)], ids=str)
@pytest.mark.parametrize("colours", ["grey", "red_blue"])
def test_numbers_in_the_padding(look: Look, roles: tuple[Role, ...], colours: str) -> None:
    scene = scene_of(colours)
    rows, columns = (Axis(n, 3, before=1, after=1) for n in scene.shape)
    padded = np.pad(scene.values, 1, mode="reflect")
    scene = replace(scene, surround=Surround(rows, columns, padded))
    around, across = tuple(range(-1, 4)), tuple(range(-1, 6))
    scene = replace(scene, marks=tuple(Mark(scene.panel, role, around, across) for role in roles))
    ghosts = [(r, c) for r in around for c in across if not (0 <= r < 3 and 0 <= c < 5)]
    assert worst(contrasts(scene, look, ghosts)) >= READABLE * NEARLY


@both_looks
def test_what_is_no_number(look: Look) -> None:
    scene = signed([[np.inf, -np.inf, np.nan]])
    assert worst(contrasts(scene, look)) >= READABLE * NEARLY


@both_looks
def test_small_text_keeps_its_ink(look: Look) -> None:
    """In cells so small that no stroke fills a pixel, the ink is still that which reads better."""
    scene, grid = marked(scene_of("red_blue"), "winner"), Grid(3, 5, 32.0, 20.0, 20.0)
    with_numbers, without = (painted(scene, grid, look, texts) for texts in (None, NoTexts()))
    for cell in np.ndindex(scene.shape):
        here, bare = (part(pixels, grid, *cell, inset=4) for pixels in (with_numbers, without))
        own = int(bare[0, 0])
        brighter = contrast(int(here[here != bare].max()), 0xFFFFFF) < contrast(own, 0xFFFFFF)
        assert contrast(0xFFFFFF if brighter else 0x04060A, own) >= READABLE
