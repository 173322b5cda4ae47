"""The version of a file that was there before this program wrote it, kept beside it as "name~"."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress

from convstudio.experiment.files.atomic import Path, temporary_beside
from convstudio.experiment.limits import LARGEST_FILE


def keep_backup(path: Path) -> None:
    """Copy what a file holds now to "name~", replacing an older backup. At no moment is either file missing.

    A link where the file system has them, otherwise a copy; none where neither can be made: a save does not fail for that.
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
            os.unlink(temporary)  # what is left of a failure; also where both names are one file, for then nothing is replaced


def _duplicate(target: str, temporary: str) -> None:
    try:
        os.link(target, temporary)
    except OSError:
        if os.stat(target).st_size > LARGEST_FILE:
            raise  # what is so large is no experiment, and may have holes: a copy could fill the disk
        shutil.copy2(target, temporary)
