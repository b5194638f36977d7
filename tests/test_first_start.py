"""The first start: the sample company comes in beside web and worker, and is tried again if it did not come whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password

from regard import serve, supervisor
from regard.company import public as company
from regard.foundation.home import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home nobody has an account in."""
    return Home(tmp_path).ensure()


def test_only_the_first_start_asks_for_the_sample_company(home: Home) -> None:
    assert not serve.wants_sample(home, at_first=False)
    company.add_member(email="ada@example.com", password="a long way to Leeds", admin=True)
    assert not serve.wants_sample(home, at_first=True)


def test_what_did_not_come_in_whole_is_wanted_at_the_next_start(home: Home) -> None:
    assert serve.wants_sample(home, at_first=True)
    company.add_member(email="ada@example.com", password="a long way to Leeds", admin=True)
    assert serve.wants_sample(home, at_first=False)


def test_nobody_is_given_an_account_before_it_is_written_down_how_to_sign_in(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        once.setattr(serve, "write_new", is_killed)
        with pytest.raises(KeyboardInterrupt):
            serve.first_account(home)
    _, password = serve.first_account(home).read_text().splitlines()
    assert check_password(password, company.member(serve.FIRST_ACCOUNT).password)


@pytest.mark.parametrize(("code", "is_still_wanted"), [(0, False), (1, True)])
def test_when_it_has_come_in_it_is_wanted_no_more(home: Home, code: int, is_still_wanted: bool) -> None:  # noqa: FBT001
    assert serve.wants_sample(home, at_first=True)
    brings = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])
    brings.wait(timeout=20)
    supervisor.Supervisor(host="", port=0, sample=home.sample_coming, _bringing=brings)._is_brought()
    assert home.sample_coming.exists() is is_still_wanted
