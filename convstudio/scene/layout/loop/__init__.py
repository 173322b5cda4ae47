"""The loop of learning: the forward pass on top, X ⋆ K = Ŷ, − Y = E; below it the way back to the gradient, the step, and K."""

from __future__ import annotations

from convstudio.scene.large import Large
from convstudio.scene.layout.loop.draw import drawn
from convstudio.scene.layout.loop.plan import Plan, best_plan
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.values import Drawing
from convstudio.scene.learn.build import LearnScene


def loop(scene: LearnScene, large: Large, room: Room, *, revealed: bool = False) -> Drawing:
    """The loop at a moment of training, as large as there is room for; empty until a moment has been computed."""
    if not scene.cards:
        return Drawing(room.width, room.height, ())
    return drawn(best_plan(scene, large, room, revealed=revealed), room)


__all__ = ["Plan", "best_plan", "drawn", "loop"]
