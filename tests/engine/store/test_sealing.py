"""What is sealed is read with its key alone, in its own place, and unchanged or not at all."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from engine.store.errors import BadKey, Damaged
from engine.store.sealing import KeyFile, Sealing
from tests.engine.store.keeping import at_once

ONE, OTHER = b"1" * 32, b"2" * 32
SECRET = "whsec_c2VjcmV0"


def line(key: bytes) -> str:
    return base64.b64encode(key).decode() + "\n"


def test_what_is_sealed_is_opened_again_and_never_looks_the_same() -> None:
    sealed = {Sealing([ONE]).seal(SECRET, "w-1") for _ in range(5)}

    assert len(sealed) == 5
    assert all(SECRET not in each and "c2VjcmV0" not in each for each in sealed)
    assert {Sealing([ONE]).unseal(each, "w-1") for each in sealed} == {SECRET}


def test_any_of_the_keys_opens_and_the_first_seals() -> None:
    old, both = Sealing([ONE]), Sealing([OTHER, ONE])

    assert both.unseal(old.seal(SECRET, "w-1"), "w-1") == SECRET
    with pytest.raises(BadKey, match="not in the key file"):
        old.unseal(both.seal(SECRET, "w-1"), "w-1")


def test_in_anothers_place_it_is_not_opened() -> None:
    sealing = Sealing([ONE])

    with pytest.raises(Damaged):
        sealing.unseal(sealing.seal(SECRET, "w-1"), "w-2")


@pytest.mark.parametrize("cut", [slice(-4), slice(20), slice(0)])
def test_what_was_cut_is_not_opened(cut: slice) -> None:
    sealing = Sealing([ONE])

    with pytest.raises((Damaged, BadKey)):
        sealing.unseal(sealing.seal(SECRET, "w-1")[cut], "w-1")


def test_what_was_changed_is_not_opened() -> None:
    sealing = Sealing([ONE])
    head, _, text = sealing.seal(SECRET, "w-1").rpartition(":")
    raw = base64.b64decode(text)
    for position in range(len(raw)):
        changed = bytearray(raw)
        changed[position] ^= 1
        with pytest.raises(Damaged):
            sealing.unseal(f"{head}:{base64.b64encode(changed).decode()}", "w-1")
    for text in (SECRET, f"{head}:*", f"{head}:"):
        with pytest.raises(Damaged):
            sealing.unseal(text, "w-1")


def test_a_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "home" / "webhook.key")
    assert not file.there()
    with pytest.raises(BadKey, match="no such file"):
        file.sealing()

    made = at_once(*[file.made] * 8)

    names = {each.first for each in made if isinstance(each, Sealing)}
    assert names == {file.sealing().first}
    assert file.made().first in names
    path = tmp_path / "home" / "webhook.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_the_first_line_is_the_one_that_seals(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(line(OTHER) + line(ONE))

    sealing = KeyFile(path).sealing()

    assert sealing.first == Sealing([OTHER]).first
    assert sealing.unseal(Sealing([ONE]).seal(SECRET, "w-1"), "w-1") == SECRET


@pytest.mark.parametrize("text", ["", "\n", "short\n", line(b"x" * 31), line(ONE) + "?", "ä" * 44])
def test_a_file_that_holds_no_keys_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadKey) as refused:
        KeyFile(path).sealing()
    assert text.strip()[:8] not in str(refused.value) or not text.strip()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadKey):
        KeyFile(tmp_path / "file" / "keys").made()
