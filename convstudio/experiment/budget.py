"""How much memory and how many products an evaluation or a training may take, computed from shapes before it begins.

Nothing is allocated to find out. A layer that would take the strip over its budget is an impossible setting, whose problem
says how much it would need and how to need less; a training over its budget is an obstacle.

The bounds were measured on one core of a small computer. It computes 3·10⁹ products a second in convolutions of all kinds
(1.5·10⁹ with a stride; 15·10⁹ as matrix products, whose numbers must be copied first: `COPY_EFFORT`; 4·10⁹ in poolings, whose
reads count as `READ_EFFORT`), so the longest evaluation takes some ten seconds. While an edit is shown and compared, the maps
are held three times: at most 3 GB, which a computer with 8 GB can spare.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import ceil, prod

from msgspec import Struct

from convstudio.layers import Layer, Problem, Shape
from convstudio.words import tr

MOST_BYTES = 1024**3  # of all maps of a strip together, and of what a layer holds beside them while it is computed
MOST_PRODUCTS = 3e10
BACK = 2  # times as many products as the forward pass
COPY_EFFORT = 30  # products that take as long as writing out one number for a product of matrices: 7 to 16 ns
NUMBER = 8  # bytes


class Cost(Struct, frozen=True):
    """What computing a layer takes: the bytes of its output, further bytes while it is computed, and products (or other work
    that takes as long as so many).
    """

    output: int = 0
    beside: int = 0
    products: float = 0.0


class Spent(Struct, frozen=True):
    """What all layers so far have taken: the bytes of the maps that are kept, and products."""

    held: int = 0
    products: float = 0.0

    def with_layer(self, cost: Cost) -> Spent:
        """The sum with one more layer."""
        return Spent(self.held + cost.output, self.products + cost.products)


class Stuck(Struct, frozen=True):
    """The first layer that cannot work, and why."""

    layer: Layer
    problem: Problem


NO_COST = Cost()


@lru_cache(maxsize=32)  # undo and redo come back to layers whose cost is known
def cost_of(layer: Layer, shape: Shape) -> Cost:
    """The cost of a layer that can work on an input (C, H, W); nothing if it is switched off."""
    if not layer.enabled:
        return NO_COST
    channels, height, width = layer.output_shape(shape)
    products = layer.effort(shape) + COPY_EFFORT * layer.cells_written_out(shape)
    return Cost(NUMBER * channels * height * width, NUMBER * layer.cells_beside(shape), products)


def overdrawn(spent: Spent, cost: Cost) -> Problem | None:
    """The problem of a layer that would take the strip over its budget; None if it fits."""
    held, products = spent.held + cost.output + cost.beside, spent.products + cost.products
    if held > MOST_BYTES:
        return Problem(
            "stride",
            tr("the maps up to here would need {size}; the limit is {most}", size=gigabytes(held), most=gigabytes(MOST_BYTES)),
            tr("Use a larger stride, fewer channels or a smaller input."),
        )
    if products > MOST_PRODUCTS:
        return Problem(
            "stride",
            tr(
                "the layers up to here would take as long as {n} products; the limit is {most}",
                n=large(products),
                most=large(MOST_PRODUCTS),
            ),
            tr("Use a larger stride, fewer channels, a smaller kernel or a smaller input."),
        )
    return None


def through(layers: Iterable[Layer], shape: Shape, spent: Spent) -> tuple[Shape, Spent] | Stuck:
    """The output shape of some layers, and what they take, added to what was `spent` before."""
    for layer in layers:
        if layer.enabled:
            cost = NO_COST
            problem = layer.problem(shape)
            if problem is None:
                cost = cost_of(layer, shape)
                problem = overdrawn(spent, cost)
            if problem:
                return Stuck(layer, problem)
            shape, spent = layer.output_shape(shape), spent.with_layer(cost)
    return shape, spent


def too_much_to_learn(pictures: Iterable[Shape], before: Sequence[Layer], learned: Sequence[Layer]) -> Problem | None:
    """The problem of a training that would go over the budget, for one picture or for all of them together.

    `before` are the layers before the one that is learned; `learned` are that layer and those behind it. Kept for each picture
    are the input of the layer, the maps behind it on the way forward and back, and target, prediction, error and slope. A step
    is one pass forward, and one back with twice as many products.
    """
    held, products = 0, 0.0
    for number, picture in enumerate(pictures):
        seen = through(before, picture, Spent(NUMBER * prod(picture)))
        made = seen if isinstance(seen, Stuck) else through(learned, *seen)
        if isinstance(seen, Stuck) or isinstance(made, Stuck):
            stuck = seen if isinstance(seen, Stuck) else made
            assert isinstance(stuck, Stuck)
            was = tr("picture {n}, {layer}: {was}", n=number + 1, layer=stuck.layer.label, was=stuck.problem.was)
            return Problem(stuck.problem.parameter, was, stuck.problem.remedy)
        behind = made[1].held - seen[1].held
        held += NUMBER * (prod(seen[0]) + 4 * prod(made[0])) + 2 * behind
        products += (1 + BACK) * (made[1].products - seen[1].products)
    if held > MOST_BYTES:
        was = tr("learning would need {size}; the limit is {most}", size=gigabytes(held), most=gigabytes(MOST_BYTES))
        return Problem("pictures", was, tr("Use fewer or smaller pictures, or fewer channels."))
    if products > MOST_PRODUCTS:
        was = tr(
            "one step would take as long as {n} products; the limit is {most}", n=large(products), most=large(MOST_PRODUCTS)
        )
        return Problem("pictures", was, tr("Use fewer or smaller pictures, fewer channels or a smaller kernel."))
    return None


def gigabytes(size: float) -> str:
    """ "14 GB", "1.1 GB": rounded up, so that a size over a limit also looks like it."""
    tenths = -(-int(size) * 10 // 1024**3)
    return tr("{n} GB", n=tenths // 10 if tenths % 10 == 0 or tenths >= 100 else f"{tenths // 10}.{tenths % 10}")


def large(number: float) -> str:
    """ "31 billion": a number of products."""
    return tr("{n} billion", n=f"{ceil(number / 1e9):,}".replace(",", "\u2009"))
