"""The code of docs/connect.md runs as it stands, against a real door: what needs no browser."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from regard.company.public import make_hook_secret, write_keys
from regard.foundation import clock
from regard.record.log import at
from tests.collect.sender import a_source
from tests.connect_docs import block, languages
from tests.pages.site import a_door


def kinds() -> list[tuple[str, str]]:
    return [(one.kind, one.role) for one in at(range(1, 100_000))]


def test_every_block_of_the_document_is_run_by_some_test() -> None:
    assert languages() == ["console", "python", "html", "html", "javascript", "javascript", "sh", "python"]


def test_a_program_with_segments_library(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_door() as door:
        monkeypatch.setenv("REGARD", door)
        monkeypatch.setenv("WRITE_KEY", a_source())
        exec(block("python", with_="segment.analytics"), {})  # noqa: S102 -- the document is what is tested
    assert kinds() == [("identify", "none"), ("purchase", "none"), ("message", "asks")]


def test_anything_that_can_send_a_request(transactional_db: None) -> None:
    if shutil.which("curl") is None:
        pytest.skip("left out: curl is not installed")
    with a_door() as door:
        command = block("sh", with_="/v1/interactions")
        answer = subprocess.run(
            ["sh", "-c", command],
            env={**os.environ, "REGARD": door, "WRITE_KEY": a_source()},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    # As the document says.
    assert answer == '{"appended":1,"known":0,"revisions":0,"refused":[]}'
    assert kinds() == [("call", "asks")]


def test_a_signed_webhook(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_door() as door:
        a_source()
        monkeypatch.setenv("REGARD", door)
        monkeypatch.setenv("HOOK_SECRET", make_hook_secret("shop", by="Ada", at=clock.now()))
        exec(block("python", with_="/v1/hooks/shop"), {})  # noqa: S102 -- the document is what is tested
    assert 'appended":1' in capsys.readouterr().out
    assert kinds() == [("ticket.created", "none")]
    assert write_keys("shop", now=clock.now())
