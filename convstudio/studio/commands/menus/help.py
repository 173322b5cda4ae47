"""The Help menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from convstudio import resources
from convstudio.studio.commands.command import LINE, Command, Family, Menu
from convstudio.words import tr, translated

if TYPE_CHECKING:
    from convstudio.lessons.reading.heads import Heading
    from convstudio.studio.commands.studio import Studio


def challenges(studio: Studio) -> tuple[Command, ...]:
    """The challenges, the built-in ones first."""
    from convstudio.lessons.reading.heads import challenge_headings  # only now: at the start nobody asks

    return tuple(map(_challenge, challenge_headings([resources.root() / "challenges", studio.settings.lessons_folder])))


def _challenge(challenge: Heading) -> Command:
    return Command(
        name=f"challenge_{challenge.name}",
        help=challenge.summary,
        named=lambda: tr("Challenge: {title}", title=translated(challenge.title)),
        run=partial(_begin, challenge.name),
    )


def _begin(name: str, studio: Studio) -> None:
    studio.lessons.begin(name)


HELP = Menu(
    "help_menu",
    "&Help",
    (
        Command(name="help", text="&How it works", help="How to use the program, and what its words mean", keys=("F1",),
                turn=lambda studio, on: studio.show_help(on)),
        Command(name="lessons", text="&Lessons", help="Learn it step by step: predict, try, see", keys=("F4",),
                turn=lambda studio, on: studio.lessons.show(on)),
        Command(name="welcome", text="W&elcome", help="The first lesson, all examples as pictures, the files used last",
                run=lambda studio: studio.show_welcome()),
        Family("challenges", "&Challenges", challenges),
        Command(name="save_answers", text="&Save answers…",
                help="Your answers to the questions of lessons, in a file for your teacher",
                run=lambda studio: studio.lessons.save_answers()),
        Command(name="forget_answers", text="Fo&rget answers…",
                help="All your answers, ticks and stars, so that the lessons begin anew",
                run=lambda studio: studio.lessons.forget_answers()),
        Command(name="class_table", text="Class &table…",
                help="A folder of saved answers as a table: who has what, and which mistakes were made",
                run=lambda studio: studio.lessons.show_class()),
        Command(name="new_lesson", text="&New lesson from this experiment",
                help="Write a first lesson file to go on from, into your own folder of lessons",
                run=lambda studio: studio.lessons.write_new()),
        LINE,
        Command(name="what", text="&What is this?", help="Click anything to be told what it is", keys=("Shift+F1",),
                run=lambda studio: studio.show_sheet("what")),
        Command(name="shortcuts", text="&Keyboard shortcuts", help="All keys on one sheet", keys=("?", "Ctrl+/"),
                run=lambda studio: studio.show_shortcuts()),
        Command(name="palette", text="&Find a command…", help="Anything that can be done, by words of its name",
                keys=("Ctrl+Shift+P",), run=lambda studio: studio.show_palette()),
        LINE,
        Command(name="about", text="&About ConvStudio", help="Version and licence",
                run=lambda studio: studio.show_sheet("about")),
    ),
)  # fmt: skip
