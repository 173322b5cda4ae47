"""The backup of a file as it was before this program wrote it, kept beside it as "name~"."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress

from convstudio.experiment.files.atomic import Path, temporary_beside
from convstudio.experiment.limits import LARGEST_FILE


def keep_backup(path: Path) -> None:
    """Keep what a file holds now as "name~", replacing an older backup. Neither file is missing at any moment.

    The backup is a hard link if the file system has them, otherwise a copy. If neither can be made there is no backup: a save
    does not fail because of that.
    """
    with suppress(OSError, ValueError):
        target = os.path.realpath(path)
        if os.path.isfile(target):
            _put_beside(target)


def _put_beside(target: str) -> None:
    temporary = temporary_beside(target)
    try:
        _duplicate(target, temporary)
        os.replace(temporary, target + "~")
    finally:
        with suppress(OSError):
            os.unlink(temporary)  # left over after a failure, or where both names were one file already


def _duplicate(target: str, temporary: str) -> None:
    try:
        os.link(target, temporary)
    except OSError:
        if os.stat(target).st_size > LARGEST_FILE:
            raise  # so large a file is no experiment, and may be sparse: a copy could fill the disk
        shutil.copy2(target, temporary)
