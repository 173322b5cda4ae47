"""The list of seeded faults is up to date; `make faults` says whether the tests see them."""

from pathlib import Path

import pytest

from tests.faults.faults import FAULTS

ROOT = Path(__file__).parents[2]
ROOMS = {"engine", "layers", "experiment", "scene", "lessons", "export", "painting", "studio"}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_a_fault_can_be_seeded(fault):
    """Where the line was changed on purpose, choose another one for the fault."""
    code = (ROOT / "convstudio" / fault.file).read_text(encoding="utf-8")
    assert code.count(fault.right) == 1
    compile(code.replace(fault.right, fault.wrong), fault.file, "exec")
    assert all((ROOT / name).exists() for name in fault.tests)


def test_every_room_has_faults():
    assert {fault.file.partition("/")[0] for fault in FAULTS} == ROOMS
    assert len(FAULTS) >= 20
