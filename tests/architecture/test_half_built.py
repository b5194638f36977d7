"""msgspec builds what it needs to read a type when it is first asked; two threads that ask at once end the process.

So the reader of every type is built where the file is imported, by one thread.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture import project

_PLAIN = {"str", "int", "float", "bool", "dict", "list"}

_AT_ONCE = """
import sys, threading
import django
django.setup()
from regard.record.collecting.mappings import shipped_mapping
from regard.record.import_.load import load
text, all_there = shipped_mapping("segment"), threading.Barrier(16)
def first():
    all_there.wait()
    load(text)
sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=first) for _ in range(16)]
for one in threads: one.start()
for one in threads: one.join()
"""


@cache
def _trees() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text()) for file in sorted(project.SOURCE.rglob("*.py"))}


def _called(name: str) -> Iterator[tuple[str, ast.Call]]:
    for file, tree in _trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (f"msgspec.{name}", f"msgspec.json.{name}"):
                yield str(file.relative_to(project.SOURCE)), node


def test_no_type_is_first_built_when_something_is_read() -> None:
    given = [(file, one.value) for file, call in _called("decode") for one in call.keywords if one.arg == "type"]
    found = [
        file for file, kind in given if not ({one.id for one in ast.walk(kind) if isinstance(one, ast.Name)} <= _PLAIN)
    ]
    assert not found, "write _READ = msgspec.json.Decoder(Type) beside the type"


def test_what_is_converted_to_was_built_on_import() -> None:
    built = {
        ast.unparse(call.args[0])
        for tree in _trees().values()
        for top in tree.body
        if isinstance(top, ast.Assign)
        for call in ast.walk(top)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".Decoder") and call.args
    }
    wanted = {(file, ast.unparse(call.args[1])) for file, call in _called("convert")}
    assert wanted, "nothing is converted any more: take this test away"
    assert not {(file, kind) for file, kind in wanted if kind not in built}


def test_many_threads_may_be_the_first_to_read_a_recipe() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "regard.web.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _AT_ONCE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
