"""Runs the tests over the workspaces with the trial in the list: by itself, since the menus are made of the list once."""

from __future__ import annotations

import sys

import pytest

from convstudio.scene import workspaces
from tests.studio.trial import WORKSPACE

if __name__ == "__main__":
    workspaces.WORKSPACES += (WORKSPACE,)  # one name
    sys.exit(
        pytest.main(["-q", "-p", "no:cacheprovider", "-k", "trial or told_apart", "tests/studio/shell/test_workspaces.py"])
    )
