"""The kinds of goals of challenges, a file for each. A goal is judged by the output, so that many answers are right.

To add one, write its file and put its class into `AnyGoal`; reading, judging, stars and the panel follow.
"""

from convstudio.lessons.goals.base import Attempt, Bound, Goal, Reading, Target
from convstudio.lessons.goals.beat import BeatDescent
from convstudio.lessons.goals.output import MakeOutput, SameEverywhere
from convstudio.lessons.goals.reach import Reach
from convstudio.lessons.goals.ways import SeveralWays

AnyGoal = Reach | MakeOutput | SameEverywhere | SeveralWays | BeatDescent

__all__ = [
    "AnyGoal",
    "Attempt",
    "BeatDescent",
    "Bound",
    "Goal",
    "MakeOutput",
    "Reach",
    "Reading",
    "SameEverywhere",
    "SeveralWays",
    "Target",
]
