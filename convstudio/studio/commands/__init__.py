"""Commands as values, a file a menu. Actions, menus, toolbar, palette and the sheet of shortcuts are made of them elsewhere."""

from convstudio.studio.commands.command import Command, Family, Line, Menu, commands_of, placed, plain
from convstudio.studio.commands.menus.edit import EDIT
from convstudio.studio.commands.menus.file import FILE
from convstudio.studio.commands.menus.help import HELP
from convstudio.studio.commands.menus.layer import LAYER
from convstudio.studio.commands.menus.learn import LEARN
from convstudio.studio.commands.menus.picture import INPUT
from convstudio.studio.commands.menus.play import PLAY
from convstudio.studio.commands.menus.view import VIEW
from convstudio.studio.commands.studio import Studio

__all__ = ["COMMANDS", "MENUS", "Command", "Family", "Line", "Menu", "Studio", "commands_of", "placed", "plain"]

MENUS = (FILE, EDIT, VIEW, INPUT, LAYER, PLAY, LEARN, HELP)  # as they stand in the bar
COMMANDS = {command.name: command for command in commands_of(MENUS)}
