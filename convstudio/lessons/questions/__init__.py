"""The types of questions, a file for each type or family of types.

To add one, write its file and put its class into `AnyQuestion`. Reading and checking follow, and so does the panel unless the
answer is given in a new way (`Question.field`).
"""

from convstudio.lessons.questions.base import Question
from convstudio.lessons.questions.cell import CellValue
from convstudio.lessons.questions.choice import Choice
from convstudio.lessons.questions.controls import SetControls
from convstudio.lessons.questions.kernel import BuildKernel
from convstudio.lessons.questions.maps import PaintOutput, SignMap
from convstudio.lessons.questions.number import Number
from convstudio.lessons.questions.shape import ShapeOfOutput

AnyQuestion = Number | CellValue | ShapeOfOutput | Choice | SignMap | PaintOutput | BuildKernel | SetControls

__all__ = [
    "AnyQuestion",
    "BuildKernel",
    "CellValue",
    "Choice",
    "Number",
    "PaintOutput",
    "Question",
    "SetControls",
    "ShapeOfOutput",
    "SignMap",
]
