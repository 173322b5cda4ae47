"""The examples in the engine's docstrings are right, and every public function has one."""

import doctest
import pkgutil
from importlib import import_module
from inspect import isfunction

import pytest

from convstudio import engine

MODULES = [module.name for module in pkgutil.iter_modules(engine.__path__, "convstudio.engine.")]
FUNCTIONS = [name for name in engine.__all__ if isfunction(getattr(engine, name))]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_are_right(module, capsys):
    done = doctest.testmod(import_module(module))
    assert done.failed == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_has_an_example(name):
    found = doctest.DocTestFinder(recurse=False).find(getattr(engine, name))
    assert sum(len(test.examples) for test in found) > 0
