"""Webhooks are told what has happened: signed, ids alone, and again where it failed."""

from __future__ import annotations

import base64
import datetime as dt
import functools
import hashlib
import hmac
import json
import ssl
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from engine.jobs import webhooks
from engine.jobs.addresses import target_of
from engine.jobs.inside import delayed_beyond
from engine.jobs.jobs import Jobs
from engine.jobs.queues import WEBHOOKS
from engine.jobs.settings import JobSettings
from engine.jobs.webhooks import add_webhook, hasten, pause_after, signed
from engine.store.database import Database
from engine.store.errors import NotThere
from engine.store.proposals import Status
from engine.store.webhook_secrets import secret_of
from engine.store.webhooks import (
    Delivery,
    Fate,
    count_waiting,
    deliveries_of,
    delivery_of,
    note_try,
    remove_webhook,
    webhooks_of,
)
from models.errors import BadInput
from tests.engine.jobs.receiver import Receiver, receiving
from tests.engine.jobs.working import (
    QUICK,
    SlowPlanner,
    at_work,
    opened,
    wait_for,
    wait_until,
)
from tests.engine.store.keeping import ABSENT, DATE, SITE, FixedKeys


class Counter:
    def __init__(self) -> None:
        self.told: list[str] = []

    def solved(self, outcome: str, seconds: float, **of: object) -> None:
        pass

    def delivery(self, outcome: str) -> None:
        self.told.append(outcome)


def hooked(jobs: Jobs, url: str) -> tuple[str, str]:
    """Have an address told, and return the webhook's id and secret."""
    with jobs.database.writing() as conn:
        hook, secret = add_webhook(conn, jobs.settings, SITE, url, "ann")
    return hook.id, secret


def answered(jobs: Jobs) -> str:
    """Have an event answered, and return the proposal."""
    proposal = jobs.accept(SITE, DATE, ABSENT, "k-1", "ann").proposal
    wait_until(jobs.database, proposal, Status.OPEN)
    return proposal


def fate(jobs: Jobs, hook: str, *wanted: Fate) -> None:
    def look() -> bool:
        with jobs.database.reading() as conn:
            return any(each.status in wanted for each in deliveries_of(conn, hook))

    wait_for(look, f"a delivery to be {' or '.join(wanted)}")


@pytest.fixture
def quickly_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hardly any time pass between two tries."""
    monkeypatch.setattr(webhooks, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(webhooks, "GROWS", 1.0)


def test_a_webhook_is_told_by_ids_alone_and_signed(database: Database) -> None:
    with opened(database) as jobs, receiving(Receiver()) as receiver:
        hook, secret = hooked(jobs, receiver.url)
        with at_work(jobs, SlowPlanner()):
            proposal = answered(jobs)
            fate(jobs, hook, Fate.DELIVERED)
        with database.reading() as conn:
            (delivery,) = deliveries_of(conn, hook)

    ((headers, body),) = receiver.got
    assert json.loads(body) == {
        "type": "proposal.open",
        "timestamp": delivery.at.isoformat(),
        "data": {"site": SITE, "date": str(DATE), "proposal": proposal},
    }
    assert headers["content-type"] == "application/json"
    assert headers["host"] == receiver.url.split("/")[2]
    assert headers["webhook-id"] == delivery.id
    content = f"{delivery.id}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 600


def test_the_signature_is_that_of_the_standard() -> None:
    headers = signed(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        1614265330,
    )

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_failed_is_tried_again_under_the_same_id(
    database: Database, quickly_again: None
) -> None:
    figures = Counter()
    with opened(database) as jobs, receiving(Receiver([500, 307])) as receiver:
        hook, _ = hooked(jobs, receiver.url)
        with at_work(jobs, SlowPlanner(), figures):
            answered(jobs)
            fate(jobs, hook, Fate.DELIVERED)
            wait_for(lambda: len(figures.told) == 3)
        with database.reading() as conn:
            (delivery,) = deliveries_of(conn, hook)

    assert delivery.tries == 3
    assert figures.told == ["retried", "retried", "delivered"]
    # No redirect was followed: all three came to the one address.
    assert [headers["webhook-id"] for headers, _ in receiver.got] == [delivery.id] * 3
    assert len({body for _, body in receiver.got}) == 1


@pytest.mark.parametrize(
    ("statuses", "tries", "told"),
    [([410], 1, "refused"), ([500] * 9, 3, "given-up")],
)
def test_in_the_end_it_is_given_up(
    database: Database,
    quickly_again: None,
    monkeypatch: pytest.MonkeyPatch,
    statuses: list[int],
    tries: int,
    told: str,
) -> None:
    monkeypatch.setattr(webhooks, "MOST_TRIES", 3)
    figures = Counter()
    with opened(database) as jobs, receiving(Receiver(list(statuses))) as receiver:
        hook, _ = hooked(jobs, receiver.url)
        with at_work(jobs, SlowPlanner(), figures):
            answered(jobs)
            fate(jobs, hook, Fate.GIVEN_UP)
            wait_for(lambda: len(figures.told) == tries)
        with database.reading() as conn:
            (delivery,) = deliveries_of(conn, hook)

    assert (delivery.tries, figures.told[-1]) == (tries, told)
    assert delivery.problem in {"the receiver answered 410", "the receiver answered 500"}


def test_a_receiver_that_is_slow_or_not_there_is_tried_again(database: Database) -> None:
    settings = replace(QUICK, webhook_seconds=3.0)
    with opened(database, settings) as jobs, receiving(Receiver(), free=False) as receiver:
        slow, _ = hooked(jobs, receiver.url)
        gone, _ = hooked(jobs, "http://127.0.0.1:1/hook")
        with at_work(jobs, SlowPlanner()):
            answered(jobs)

            def problems() -> list[str | None]:
                with database.reading() as conn:
                    found = [deliveries_of(conn, hook)[0].problem for hook in (slow, gone)]
                return found if all(found) else []

            assert wait_for(problems) == [
                "the receiver took too long",
                "the receiver could not be reached (ConnectError)",
            ]
        with database.reading() as conn:
            assert deliveries_of(conn, slow)[0].status == Fate.WAITING


def test_whatever_goes_wrong_it_is_tried_again(
    database: Database, quickly_again: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[int] = []

    def fail_once(*args: Any, **options: Any) -> Any:
        if not failed:
            failed.append(1)
            raise ZeroDivisionError
        return target_of(*args, **options)

    monkeypatch.setattr(webhooks, "target_of", fail_once)
    with opened(database) as jobs, receiving(Receiver()) as receiver:
        hook, _ = hooked(jobs, receiver.url)
        with at_work(jobs, SlowPlanner()):
            answered(jobs)
            fate(jobs, hook, Fate.DELIVERED)
        with database.reading() as conn:
            assert deliveries_of(conn, hook)[0].tries == 2


def test_private_addresses_are_refused_when_put_and_when_sent(database: Database) -> None:
    strict = replace(QUICK, private_webhooks=False)
    figures = Counter()
    with opened(database, strict) as jobs, receiving(Receiver()) as receiver:
        with database.writing() as conn:
            with pytest.raises(BadInput, match="https"):
                add_webhook(conn, strict, SITE, receiver.url, "ann")
            hook, _ = add_webhook(conn, strict, SITE, "https://localhost/hook", "ann")
        with at_work(jobs, SlowPlanner(), figures):
            answered(jobs)
            fate(jobs, hook.id, Fate.GIVEN_UP)
            wait_for(lambda: figures.told)
        with database.reading() as conn:
            (delivery,) = deliveries_of(conn, hook.id)

    assert receiver.got == []
    assert delivery.problem == "the address is private, or of this machine or network"
    assert figures.told == ["refused"]


@pytest.mark.parametrize("name", ["localhost", "elsewhere.example.org"])
def test_the_certificate_must_be_for_the_name(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    tls, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    certificate = certified(name, tmp_path)
    tls.load_cert_chain(certificate)
    client.load_verify_locations(certificate)
    monkeypatch.setattr(webhooks, "trusted", lambda: client)
    with opened(database) as jobs, receiving(Receiver(), tls=tls) as receiver:
        hook, _ = hooked(jobs, receiver.url)
        with at_work(jobs, SlowPlanner()):
            answered(jobs)

            def tried() -> Delivery | None:
                with database.reading() as conn:
                    (delivery,) = deliveries_of(conn, hook)
                return delivery if delivery.tries else None

            delivery = wait_for(tried)

    if name == "localhost":
        assert (delivery.status, len(receiver.got)) == (Fate.DELIVERED, 1)
        assert receiver.got[0][0]["host"] == receiver.url.split("/")[2]
    else:
        assert (delivery.status, receiver.got) == (Fate.WAITING, [])
        assert delivery.problem == "the receiver could not be reached (ConnectError)"


def test_every_address_of_a_name_is_tried(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two(name: str, port: int, **how: object) -> list[tuple[Any, ...]]:
        return [(None, None, None, "", (each, port)) for each in ("127.0.0.9", "127.0.0.1")]

    monkeypatch.setattr(webhooks, "target_of", functools.partial(target_of, resolve=two))
    with opened(database) as jobs, receiving(Receiver()) as receiver:
        hook, _ = hooked(jobs, receiver.url.replace("127.0.0.1", "hooks.local"))
        with at_work(jobs, SlowPlanner()):
            answered(jobs)
            fate(jobs, hook, Fate.DELIVERED)

    ((headers, _),) = receiver.got
    assert headers["host"].startswith("hooks.local:")


def certified(name: str, folder: Path) -> Path:
    """Write a key and a certificate that is for a name and nothing else; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    written = folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    written.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(pem)
    )
    return written


def test_a_try_is_noted_once(database: Database) -> None:
    with opened(database) as jobs:
        hook, _ = hooked(jobs, "http://127.0.0.1:1/hook")
        with database.writing() as conn:
            webhooks.announce(conn, jobs, SITE, DATE, webhooks.PUBLISHED, {"version": 3})
            (delivery,) = deliveries_of(conn, hook)
            assert note_try(conn, delivery.id, 1, Fate.WAITING, "not there")
            assert not note_try(conn, delivery.id, 1, Fate.DELIVERED, None)
            assert note_try(conn, delivery.id, 2, Fate.DELIVERED, None)
            assert not note_try(conn, delivery.id, 3, Fate.WAITING, "late")
            kept = delivery_of(conn, delivery.id)

    assert (kept.kind, kept.about) == ("publication.made", {"version": 3})
    assert (kept.status, kept.tries, kept.problem) == (Fate.DELIVERED, 2, None)


def test_nothing_is_sent_unless_the_transaction_is_committed(database: Database) -> None:
    with opened(database) as jobs:
        hook, _ = hooked(jobs, "http://127.0.0.1:1/hook")
        with pytest.raises(ZeroDivisionError), database.writing() as conn:
            webhooks.announce(conn, jobs, SITE, DATE, webhooks.UNDONE, {"version": 3})
            raise ZeroDivisionError
        with database.reading() as conn:
            assert deliveries_of(conn, hook) == []
        assert jobs.client.list_workflows() == []


def test_a_webhook_that_is_removed_is_told_nothing_more(database: Database) -> None:
    with opened(database) as jobs, receiving(Receiver()) as receiver:
        hook, secret = hooked(jobs, receiver.url)
        with database.writing() as conn:
            assert [each.url for each in webhooks_of(conn, SITE)] == [receiver.url]
            assert secret_of(conn, QUICK.keys, hook) == (receiver.url, secret)
            assert secret not in str(webhooks_of(conn, SITE))
            webhooks.announce(conn, jobs, SITE, DATE, webhooks.PUBLISHED, {"version": 1})
            with pytest.raises(NotThere):
                remove_webhook(conn, "other", hook, "ann")
            remove_webhook(conn, SITE, hook, "ann")
            assert webhooks_of(conn, SITE) == []
        with at_work(jobs, SlowPlanner()):
            answered(jobs)
            wait_for(lambda: len(jobs.client.list_workflows(status="SUCCESS")) == 2)

    assert receiver.got == []


def test_bug_what_a_removed_webhook_was_just_to_be_told_waits_no_longer(database: Database) -> None:
    with opened(database) as jobs:
        hook, _ = hooked(jobs, "http://127.0.0.1:1/hook")

        def remove() -> None:
            with database.writing() as conn:
                remove_webhook(conn, SITE, hook, "ann")

        removing = threading.Thread(target=remove)
        with database.writing() as conn:
            webhooks.announce(conn, jobs, SITE, DATE, webhooks.PUBLISHED, {"version": 1})
            removing.start()
            if not database.is_sqlite:
                removing.join()  # It cannot see yet what it should give up.
        removing.join()
        with at_work(jobs, SlowPlanner()):
            fate(jobs, hook, Fate.GIVEN_UP)
        with database.reading() as conn:
            (delivery,) = deliveries_of(conn, hook)
            assert (delivery.problem, count_waiting(conn)) == ("the webhook was removed", 0)


def test_what_cannot_be_signed_is_not_sent_but_tried_again(
    database: Database, quickly_again: None
) -> None:
    with opened(database) as jobs, receiving(Receiver()) as receiver:
        hook, _ = hooked(jobs, receiver.url)
        keyless = Jobs.open(database, replace(QUICK, keys=FixedKeys((b"n" * 32,))))
        with at_work(keyless, SlowPlanner()):
            answered(jobs)

            def tried() -> Delivery | None:
                with database.reading() as conn:
                    (delivery,) = deliveries_of(conn, hook)
                return delivery if delivery.tries else None

            delivery = wait_for(tried)
        assert delivery.problem == "the secret to sign with cannot be opened"
        assert receiver.got == []
        with at_work(jobs, SlowPlanner()):
            fate(jobs, hook, Fate.DELIVERED)
        keyless.close()

    assert len(receiver.got) == 1


def test_after_a_clock_was_set_back_no_try_waits_longer_than_its_pause(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait_of(job: str) -> float:
        with database.reading() as conn:
            return delayed_beyond(conn, WEBHOOKS, 0.0)[job] - time.time()

    def tried() -> Delivery | None:
        with database.reading() as conn:
            found = deliveries_of(conn, hook)
        return found[0] if found and found[0].tries else None

    monkeypatch.setattr(webhooks, "FIRST_PAUSE", 600.0)
    with opened(database) as jobs, receiving(Receiver([500])) as receiver:
        hook, _ = hooked(jobs, receiver.url)
        with at_work(jobs, SlowPlanner()):
            answered(jobs)
            job = f"deliver-{wait_for(tried).id}-2"
        assert hasten(jobs) == 0
        # As if it had been put off by a clock five hours ahead.
        jobs.client.set_workflow_delay(job, delay_seconds=5 * 3600)
        assert wait_of(job) > 4 * 3600

        assert hasten(jobs) == 1

        assert wait_of(job) <= 1.2 * 600
        assert hasten(jobs) == 0
        # The worker sees to it by itself as well, and what is due is done.
        jobs.client.set_workflow_delay(job, delay_seconds=5 * 3600)
        monkeypatch.setattr(webhooks, "FIRST_PAUSE", 0.01)
        with at_work(jobs, SlowPlanner()):
            fate(jobs, hook, Fate.DELIVERED)


def test_pauses_grow_and_are_never_quite_the_same() -> None:
    for number, about in enumerate((5, 20, 80, 320, 1280, 5120, 20480), start=1):
        pauses = {pause_after(number) for _ in range(20)}
        assert len(pauses) > 1
        assert all(0.8 * about <= pause <= 1.2 * about for pause in pauses)
    assert JobSettings().private_webhooks is False
