"""An activation as a layer of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from convstudio.engine import ACTIVATIONS, activate, activate_backward, activation
from convstudio.layers.base import Layer
from convstudio.layers.crop import Crop
from convstudio.layers.facts import FUNCTION, Array, Cell, Combination, Readers, Shape, Term, Terms
from convstudio.layers.parameters import Choice, Decimal, IntPair, Parameter
from convstudio.words import Text, translated

ACTIVATION_OPTIONS = tuple((known.name, known.title) for known in ACTIVATIONS)
SLOPE = Decimal("negative_slope", "Negative slope", "What leaky ReLU multiplies negative values by.", low=0.0, high=1.0)


class Activation(Layer, frozen=True, eq=False, kw_only=True):
    """A function that is applied to each cell separately."""

    activation: str = "relu"
    negative_slope: float = 0.01

    kind: ClassVar[str] = "activation"
    title: ClassVar[Text] = "Activation"
    help: ClassVar[Text] = "Applies a function to every cell: ReLU keeps what is positive and turns the rest to 0."
    parameters: ClassVar[tuple[Parameter, ...]] = (
        Choice("activation", "Function", "What happens to each value.", options=ACTIVATION_OPTIONS[1:]),
        SLOPE,
    )

    combination: ClassVar[Combination] = FUNCTION

    @property
    def label(self) -> str:
        return translated(activation(self.activation).title)

    @property
    def window(self) -> IntPair:
        return 1, 1

    def forward(self, x: Array) -> Array:
        return activate(self.activation, x, self.negative_slope)

    def extremes(self, low: float, high: float) -> tuple[float, float] | None:
        if not activation(self.activation).keeps_order:
            return None
        found = self.forward(np.array([low, high]))
        return float(found[0]), float(found[1])

    def backward(self, x: Array, grad_output: Array) -> tuple[Array, Mapping[str, Array]]:
        return activate_backward(self.activation, x, grad_output, self.negative_slope), {}

    def forward_crop(self, x: Array, rows: Crop, columns: Crop) -> Array:
        return self.forward(x[:, rows.inside, columns.inside])

    def formula(self, shape: Shape) -> None:
        return None

    def terms(self, x: Array, cell: Cell) -> Terms:
        value = float(x[cell])
        term = Term(*cell, source=cell[1:], value=value)
        return Terms(cell, (term,), value, float(self.forward(x[cell].reshape(1, 1, 1))[0, 0, 0]), activation=self.activation)

    def readers(self, x: Array, cell: Cell) -> Readers:
        return Readers((cell[0],), (cell[1],), (cell[2],), np.ones((1, 1, 1)))
