"""Commands as values, a file a menu. Actions, menus, toolbar, palette and the sheet of shortcuts are made of them elsewhere."""

from convstudio.studio.commands.command import Command, Family, Line, Menu, commands_of, placed, plain
from convstudio.studio.commands.edit import EDIT
from convstudio.studio.commands.file import FILE
from convstudio.studio.commands.help import HELP
from convstudio.studio.commands.layer import LAYER
from convstudio.studio.commands.learn import LEARN
from convstudio.studio.commands.picture import INPUT
from convstudio.studio.commands.play import PLAY
from convstudio.studio.commands.studio import Studio
from convstudio.studio.commands.view import VIEW

__all__ = ["COMMANDS", "MENUS", "Command", "Family", "Line", "Menu", "Studio", "commands_of", "placed", "plain"]

MENUS = (FILE, EDIT, VIEW, INPUT, LAYER, PLAY, LEARN, HELP)  # as they stand in the bar
COMMANDS = {command.name: command for command in commands_of(MENUS)}
