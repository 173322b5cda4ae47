"""What is to be translated can be collected: nothing else than literals, and the template has all of it."""

from __future__ import annotations

import ast
import re

import pytest

from tests.languages.catalogues import TEMPLATE, read, template
from tests.languages.texts import HERE, Shapes, in_code, not_literal, texts_of
from tests.sources import ROOT, parsed

RENEW = "the texts have changed; `make words` renews the template and the catalogues"


def test_what_is_given_to_tr_can_be_collected():
    wrong = {}
    for name, tree in parsed():
        if name != str(HERE.relative_to(ROOT)) and (lines := not_literal(tree)):
            wrong[name] = lines
    assert wrong == {}, "tr() and count() take literals; a Text from elsewhere is said by translated(), Forms by count_of()"


def test_the_template_is_up_to_date():
    kept, now = ({message.id for message in made if message.id} for made in (read(TEMPLATE), template()))
    assert kept == now, RENEW


def test_no_text_has_two_forms_here_and_one_there():
    """One place that says a text alone and another that counts with it would share a translation that suits one of them."""
    found = in_code()
    counted = {text.text for text in found if text.many}
    assert sorted({text.text for text in found if not text.many} & counted) == []


def test_places_for_values_have_names():
    unnamed = re.compile(r"\{\d*\}")
    assert [found.text for found in in_code() if unnamed.search(found.text + found.many)] == []


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ('tr("Open")', True),
        ('tr("{n} of {m}", n=1, m=2)', True),
        ("tr(words)", False),
        ('tr(f"{n} cells")', False),
        ('tr("Open" if new else "Save")', False),
        ("tuple(map(tr, names))", False),
        ('count(n, "{n} cell", "{n} cells")', True),
        ("count(n, one, many)", False),
    ],
)
def test_the_rule_on_literals_has_teeth(code, right):
    assert (not_literal(ast.parse(f"from convstudio.words import count, tr\n{code}")) == []) == right


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ('HINT: Text = "A hint"', {"A hint"}),
        ('HINT = "A hint"', set()),
        ('NAMES: Mapping[str, Text] = {"a": "First", "b": "Second"}', {"First", "Second"}),
        ('WAYS: tuple[tuple[str, Text], ...] = (("a", "First"), ("b", "Second"))', {"First", "Second"}),
        ('class Kind:\n    title: ClassVar[Text] = "A kind"', {"A kind"}),
        ('class Tool:\n    name: str\n    title: Text\nTool("a", "First")\nTool("b", title="Second")', {"First", "Second"}),
        ('class Tool:\n    title: Text\nclass Pen(Tool):\n    size: int\nPen("A pen", 3)', {"A pen"}),
        ('def make(name: str, title: Text = "No title"): ...\nmake("a", "A title")', {"No title", "A title"}),
        ('class Sum:\n    words: Forms | None = None\nSum(words=("{n} cell", "{n} cells"))', {"{n} cell", "{n} cells"}),
        ('class Tool:\n    one: Text\n    many: Text\nTool("{n} cell", "{n} cells")', {"{n} cell", "{n} cells"}),
        ('tr("Here")', {"Here"}),
        ('count(n, "{n} cell", "{n} cells")', {"{n} cell", "{n} cells"}),
    ],
)
def test_texts_are_found_by_their_type(code, wanted):
    tree = ast.parse(code)
    found = list(texts_of("here", tree, Shapes.of_trees([tree])))
    assert {form for text in found for form in (text.text, text.many) if form} == wanted
