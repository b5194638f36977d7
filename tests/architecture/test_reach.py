"""Some things are reached from one place only; what import-linter and ruff cannot see by folder is seen here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import project

# What is reached -> the only folder that reaches it.
ONLY_FROM = {
    "django.http": "web",
    "django.shortcuts": "web",
    "django.urls": "web",
    "django.db.models.signals": None,
    "django.dispatch": None,
    "ibis.backends": "foundation/warehouse",
    "ibis.connect": "foundation/warehouse",
    "ibis.duckdb": "foundation/warehouse",
    "ibis.pyspark": "foundation/warehouse",
}


def reached(tree: ast.AST) -> Iterator[str]:
    """The dotted names that a file imports or spells out from an import of the whole package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)


def out_of_place(text: str, *, at: str) -> set[str]:
    """What a file at this place below src/regard reaches though only another may."""
    names = set(reached(ast.parse(text)))
    return {
        thing
        for thing, folder in ONLY_FROM.items()
        if any(name == thing or name.startswith(f"{thing}.") for name in names)
        and not (folder and at.startswith(f"{folder}/"))
    }


@pytest.mark.parametrize("path", project.source_files(), ids=lambda path: str(path.relative_to(project.SOURCE)))
def test_a_file_reaches_only_what_its_place_allows(path: Path) -> None:
    assert out_of_place(path.read_text(), at=str(path.relative_to(project.SOURCE))) == set()


@pytest.mark.parametrize(
    ("text", "at", "found"),
    [
        ("from django.http import HttpResponse", "record/log.py", {"django.http"}),
        ("from django import http", "record/log.py", {"django.http"}),
        ("import django.shortcuts", "overview/funnel.py", {"django.shortcuts"}),
        ("def f():\n    from django.shortcuts import render", "cli.py", {"django.shortcuts"}),
        ("from django.http import HttpResponse", "web/pages/people.py", set()),
        ("from django.db.models.signals import post_save", "web/pages/people.py", {"django.db.models.signals"}),
        ("from django.dispatch import receiver", "record/models.py", {"django.dispatch"}),
        ("import ibis\nibis.duckdb.connect()", "overview/funnel.py", {"ibis.duckdb"}),
        ("from ibis.backends.duckdb import Backend", "overview/funnel.py", {"ibis.backends"}),
        ("import ibis\nibis.duckdb.connect()", "foundation/warehouse/engine.py", set()),
        ("import ibis\nibis.literal(1)", "overview/funnel.py", set()),
    ],
)
def test_what_is_out_of_place_is_found(text: str, at: str, found: set[str]) -> None:
    assert out_of_place(text, at=at) == found
