import pytest

from tests.studio.conftest import OpenWindow
from tests.studio.person import Person


@pytest.fixture
def learner(open_window: OpenWindow) -> Person:
    """A person before the opening example in Learn."""
    person = open_window()
    person.press("workspace_learn")
    return person
