"""Worksheets for printing: their pages as values, which `painting.pages` paints."""

from __future__ import annotations

from convstudio.scene.handout.experiment import Task, worksheet
from convstudio.scene.handout.pages import Page, Placed, paged, without_answers
from convstudio.scene.handout.paper import PAPERS, Paper
from convstudio.scene.handout.pieces import Piece
from convstudio.scene.handout.stages import LayerError

__all__ = ["PAPERS", "LayerError", "Page", "Paper", "Piece", "Placed", "Task", "paged", "without_answers", "worksheet"]
