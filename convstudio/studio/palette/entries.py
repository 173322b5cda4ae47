"""All that the palette lists: every command of the menus, what their families have now, kernels, settings."""

from __future__ import annotations

from collections.abc import Iterator

from convstudio.scene.state import State
from convstudio.studio.commands import MENUS, Command, Family, Studio, placed, plain
from convstudio.studio.commands.keys import keys_text
from convstudio.studio.commands.menus.kernel import KERNEL_EDITS, PRESETS
from convstudio.studio.commands.menus.settings import setting_commands, settings, typed_commands
from convstudio.studio.palette.matching import Entry
from convstudio.words import translated

INTO = " ▸ "  # between a menu and one in it
ITSELF = "palette"  # the command that opens the palette
Place = tuple[str, ...]


def all_commands(studio: Studio) -> dict[str, tuple[str, Command]]:
    """Every command by its name, with the place that it stands in, in the order of the menus."""
    found: dict[str, tuple[str, Command]] = {}
    for place, command in _all(studio):
        if command.name != ITSELF:
            found.setdefault(command.name, (place, command))
    return found


def typed(studio: Studio, query: str) -> dict[str, tuple[str, Command]]:
    """The commands that set a setting, if a query names one and ends with numbers."""
    state = studio.session.state
    return {command.name: (_owner(state), command) for command in typed_commands(state, query)}


def entry_of(place: str, command: Command, state: State) -> Entry:
    """The line of a command, as the state is now."""
    return Entry(
        name=command.name,
        title=plain(command.title(state)),
        place=place,
        beside=f"{plain(translated(command.text))} {translated(command.help)}",
        keys=keys_text(command),
        refusal=command.refusal_seen(state),
    )


def _all(studio: Studio) -> Iterator[tuple[str, Command]]:
    """All entries: commands of the menus, settings, then examples and presets, which rank last among equally good matches."""
    state, families = studio.session.state, []
    for path, entry in (*placed(MENUS), *placed((PRESETS, KERNEL_EDITS))):
        place = INTO.join(plain(translated(title)) for title in path)
        if isinstance(entry, Family):
            families.append((place, entry))
        else:
            yield place, entry
    yield from ((_owner(state), command) for command in setting_commands(state))
    for place, family in families:
        yield from ((place, command) for command in family.commands(studio) if isinstance(command, Command))


def _owner(state: State) -> str:
    """The name of what the settings belong to."""
    return next((setting.owner for setting in settings(state)), "")
