"""Sealed, damaged and forged backups: nothing is told without the passphrase, nothing is believed unseen."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from pytest_django.plugin import DjangoDbBlocker

from regard import safekeeping
from regard.foundation.errors import RegardError
from regard.foundation.home import Home, the_home
from regard.foundation.keys import make_ring
from regard.keeping.envelope import Damaged, wrap
from regard.keeping.files import place_in
from regard.keeping.keys_file import put_keys
from regard.keeping.manifest import IS_A, KeptFile, Manifest, parts_folder, read_manifest, write_manifest
from regard.keeping.parts import Part, Parts
from regard.keeping.passphrase import DoesNotOpen, Seal, Stretching
from regard.keeping.public import verify, write_keys
from tests.desk import record_all, start_anew
from tests.keeping.story import PASSPHRASE, backed_up, people


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """To make a key takes half a second on purpose; here it need not."""
    monkeypatch.setattr("regard.keeping.passphrase.COST", 2**10)


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    """The same home backed up open and sealed, once for all tests here."""
    folder = tmp_path_factory.mktemp("backups")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as quick:
        quick.setattr("regard.keeping.passphrase.COST", 2**10)
        start_anew()
        record_all(list(people(20)))
        backed_up(folder / "open")
        backed_up(folder / "sealed", passphrase=PASSPHRASE, with_keys=True)
        yield folder
        start_anew()


@pytest.fixture
def target(tmp_path: Path, both: Path) -> Path:
    return shutil.copytree(both / "open", tmp_path / "backup")


@pytest.fixture
def sealed(tmp_path: Path, both: Path) -> Path:
    return shutil.copytree(both / "sealed", tmp_path / "sealed")


def test_sealed_nothing_can_be_read_but_names_and_sizes(sealed: Path) -> None:
    content = b"".join(file.read_bytes() for file in sealed.rglob("*") if file.is_file())
    assert b"PAR1" not in content
    for word in (b"customers.recognise", b"0001_initial", b"desk", (the_home().keys / "ring.json").read_bytes()):
        assert word not in content


def test_sealed_it_opens_for_its_passphrase_only(sealed: Path) -> None:
    assert verify(sealed, passphrase=PASSPHRASE).tables["interaction"].rows == 35
    with pytest.raises(DoesNotOpen, match="not the passphrase with which"):
        verify(sealed, passphrase="a horse, a battery, a stable")
    with pytest.raises(DoesNotOpen, match=r"is sealed\. Give its passphrase"):
        verify(sealed)


@pytest.mark.django_db(transaction=True)
def test_the_next_sealed_backup_goes_on_from_the_last(sealed: Path) -> None:
    assert backed_up(sealed, passphrase=PASSPHRASE).rows > 35
    verify(sealed, passphrase=PASSPHRASE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("passphrase", [None, "another horse, another battery"])
def test_no_other_backup_is_mixed_into_a_sealed_one(sealed: Path, passphrase: str | None) -> None:
    with pytest.raises(DoesNotOpen):
        backed_up(sealed, passphrase=passphrase)
    verify(sealed, passphrase=PASSPHRASE)


@pytest.mark.django_db(transaction=True)
def test_an_open_backup_does_not_become_half_sealed(target: Path) -> None:
    with pytest.raises(RegardError, match=r"would stay open\. Use a new folder"):
        backed_up(target, passphrase=PASSPHRASE)


@pytest.mark.django_db(transaction=True)
def test_keys_go_into_a_sealed_backup_only(tmp_path: Path) -> None:
    with pytest.raises(RegardError, match="only if a passphrase seals it"):
        backed_up(tmp_path / "backup", with_keys=True)


@pytest.mark.django_db(transaction=True)
def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegardError, match="12 or more would do"):
        backed_up(tmp_path / "backup", passphrase="horse")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["home", "others"])
def test_a_backup_goes_nowhere_it_would_be_lost_or_do_harm(tmp_path: Path, where: str) -> None:
    (tmp_path / "thesis.tex").write_text("important")
    target = the_home().folder / "backup" if where == "home" else tmp_path
    with pytest.raises(RegardError, match=r"lies in the home|holds other things"):
        backed_up(target)
    assert (tmp_path / "thesis.tex").exists()


def a_byte(content: bytes) -> bytes:
    """One bit in the middle is another."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a bit": a_byte,
    "cut": lambda content: content[: len(content) // 2],
    "longer": lambda content: content + b"\0",
    "empty": lambda _content: b"",
}


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("which", ["manifest.json", "parts/interaction-*", "parts/cursor-*", "parts/keys-*"])
def test_any_damage_is_seen(sealed: Path, which: str, how: str) -> None:
    if which == "parts/cursor-*":
        which = "parts/source-*" if list(sealed.glob("parts/source-*")) else "parts/auth_permission-*"
    file = next(sealed.glob(which))
    file.write_bytes(DAMAGES[how](file.read_bytes()))
    with pytest.raises((Damaged, DoesNotOpen), match=re.escape(file.name)):
        verify(sealed, passphrase=PASSPHRASE)


def test_a_missing_part_is_named(target: Path) -> None:
    file = next(parts_folder(target).glob("interaction-*"))
    file.unlink()
    with pytest.raises(Damaged, match=f"{file.name} is missing"):
        verify(target)


def changed(target: Path, **changes: object) -> None:
    """A forged manifest that is right in itself."""
    manifest = read_manifest(target, passphrase=None).manifest
    write_manifest(target, msgspec.structs.replace(manifest, **changes), None)


def test_a_log_with_a_part_left_out_is_not_whole(target: Path) -> None:
    tables = read_manifest(target, passphrase=None).manifest.tables
    tables["interaction"] = msgspec.structs.replace(tables["interaction"], parts=())
    changed(target, tables=tables)
    with pytest.raises(Damaged, match="ends at 0"):
        verify(target)


def test_a_part_of_another_table_is_not_taken_for_rows(target: Path) -> None:
    tables = read_manifest(target, passphrase=None).manifest.tables
    tables["revision"] = msgspec.structs.replace(tables["revision"], parts=tables["auth_permission"].parts)
    changed(target, tables=tables)
    with pytest.raises(Damaged, match="revision does not hold the"):
        verify(target)


def test_a_part_that_is_no_parquet_is_damage(target: Path) -> None:
    tables = read_manifest(target, passphrase=None).manifest.tables
    part = Parts(parts_folder(target), None).write("revision", b"PAR1 not at all PAR1", form="parquet")
    tables["revision"] = msgspec.structs.replace(tables["revision"], parts=(part,))
    changed(target, tables=tables)
    with pytest.raises(Damaged, match="A part of table revision cannot be read"):
        verify(target)


@pytest.mark.parametrize("file", ["../../etc/passwd", "/etc/passwd", "interaction-0123456789abcdef.parquet/../x", ""])
def test_no_part_lies_outside_the_backup(target: Path, file: str) -> None:
    part = Part(file=file, bytes=1, sha256="")
    changed(target, files=(KeptFile(path="inbox/a.csv", parts=(part,)),))
    with pytest.raises(Damaged, match="is no name of a part"):
        verify(target)


@pytest.mark.parametrize("path", ["../a", "inbox/../../a", "/etc/passwd", "inbox/", "inbox/..", "lake/a", "inbox/a/b"])
def test_no_file_is_restored_outside_of_inbox_and_keys(tmp_path: Path, path: str) -> None:
    with pytest.raises(Damaged):
        place_in(Home(tmp_path), path)


@pytest.mark.parametrize("asked", [{"n": 2**30}, {"r": 2**20}, {"p": 1_000}, {"n": 12345}])
def test_a_forged_backup_cannot_take_all_memory(asked: dict[str, int]) -> None:
    with pytest.raises(DoesNotOpen):
        Seal(PASSPHRASE, Stretching(salt=b"0" * 16, **({"n": 2**10} | asked)))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"is_a": "a Regard backup", "version": "x"}', "damaged"),
        (wrap(b"{}", is_a="the keys of a Regard home", seal=None), "holds the keys of a Regard home"),
        (wrap(b"{}", is_a=IS_A, seal=None), "damaged"),
        (wrap(b"{}", is_a=IS_A, seal=None).replace(b'"version":1', b'"version":2'), "a newer Regard"),
    ],
)
def test_what_is_no_manifest_is_refused_in_a_sentence(tmp_path: Path, raw: bytes, said: str) -> None:
    (tmp_path / "manifest.json").write_bytes(raw)
    with pytest.raises(RegardError, match=said):
        verify(tmp_path)


def test_the_manifest_says_what_it_is_to_whoever_opens_it(target: Path) -> None:
    envelope = json.loads((target / "manifest.json").read_bytes())
    assert envelope["is_a"] == IS_A
    assert msgspec.convert(envelope["content"], Manifest).tables["interaction"].rows == 35


def test_keys_lie_apart_and_go_back(tmp_path: Path) -> None:
    file, other = tmp_path / "keys.json", Home(tmp_path / "other").ensure()
    write_keys(the_home(), file, apart_from=tmp_path / "backup", passphrase=PASSPHRASE)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(DoesNotOpen):
        put_keys(other, file, passphrase=None)
    put_keys(other, file, passphrase=PASSPHRASE)
    assert (other.keys / "ring.json").read_bytes() == (the_home().keys / "ring.json").read_bytes()


@pytest.mark.parametrize("where", ["backup", "home"])
def test_keys_that_would_not_lie_apart_are_not_written(tmp_path: Path, where: str) -> None:
    file = (tmp_path / "backup" if where == "backup" else the_home().folder) / "keys.json"
    with pytest.raises(RegardError, match="would not be apart"):
        write_keys(the_home(), file, apart_from=tmp_path / "backup", passphrase=None)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("home", ["none", "another"])
def test_the_only_copy_of_the_keys_is_not_replaced_by_others(tmp_path: Path, home: str, passphrase: str | None) -> None:
    file, other = tmp_path / "keys.json", Home(tmp_path / "other").ensure()
    write_keys(the_home(), file, apart_from=tmp_path / "backup", passphrase=passphrase)
    before = file.read_bytes()
    if home == "another":
        make_ring(other.keys)
    with pytest.raises(RegardError, match=r"has no keys|holds other keys"):
        write_keys(other, file, apart_from=tmp_path / "backup", passphrase=passphrase)
    assert file.read_bytes() == before
    write_keys(the_home(), file, apart_from=tmp_path / "backup", passphrase=passphrase)


def test_a_passphrase_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "words").write_bytes(b"\xff\xfe\x80 thirty-two random bytes")
    for file in (tmp_path / "words", tmp_path):
        with pytest.raises(RegardError, match="cannot be read as a line of text"):
            safekeeping._passphrase(file)


def test_keys_are_not_sealed_by_what_can_be_guessed(tmp_path: Path) -> None:
    with pytest.raises(RegardError, match="12 or more would do"):
        write_keys(the_home(), tmp_path / "keys.json", apart_from=tmp_path / "backup", passphrase="horse")
    assert not (tmp_path / "keys.json").exists()
