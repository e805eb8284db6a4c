"""Fetching from web sites: every awkward answer has its reason; nothing is asked of a host, an address or a path that is not allowed."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest
from awkward_site import AWKWARD, Site, answer, conditional, redirect

from flows.io.addresses import is_allowed
from flows.io.fetching import Fetched, Fetcher, Rules

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    yield one
    one.close()


def rules(site: Site, **more: object) -> Rules:
    base = Rules(frozenset({site.place, "169.254.169.254", "127.0.0.1"}), LOOPBACK, pause=0, seconds=20, max_bytes=2 << 20)
    return replace(base, **more)


def fetch(url: str, how: Rules, known: dict[str, str] | None = None) -> Fetched:
    async def go() -> Fetched:
        async with Fetcher(how) as fetcher:
            return await fetcher.fetch(url, known)

    return asyncio.run(go())


@pytest.mark.parametrize(("path", "outcome"), [(path, outcome) for path, (_, outcome) in AWKWARD.items()])
def test_every_awkward_answer_has_its_reason(site: Site, path: str, outcome: str) -> None:
    how = rules(site, seconds=0.5) if outcome == "too_slow" else rules(site)
    found = fetch(f"http://{site.place}{path}", how)
    assert (found.outcome, bool(found.detail)) == (outcome, outcome != "fetched"), found
    assert found.body == (b"ok" if outcome == "fetched" else b"")
    if outcome == "robots":
        assert site.paths == ["/robots.txt"]


def test_a_bomb_is_not_unpacked(site: Site) -> None:
    tracemalloc.start()
    found = fetch(f"http://{site.place}/bomb.html", rules(site))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.outcome == "too_large"
    assert peak < 16 << 20


def test_a_copy_that_is_kept_is_not_sent_again(site: Site) -> None:
    site.answers["/page"] = conditional("ok", '"v7"')
    first = fetch(f"http://{site.place}/page", rules(site))
    assert (first.outcome, first.headers["etag"]) == ("fetched", '"v7"')
    again = fetch(f"http://{site.place}/page", rules(site), {"etag": '"v7"', "last-modified": "Mon, 02 Jan 2023 00:00:00 GMT"})
    assert (again.outcome, again.status) == ("not_modified", 304)
    assert "if-modified-since: Mon, 02 Jan 2023" in site.asked[-1].replace("If-Modified-Since", "if-modified-since")


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (answer("", "404 Not Found"), "fetched"),
        (answer("", "403 Forbidden"), "fetched"),
        (answer("User-agent: xianzhi\nDisallow: /\n"), "robots"),
        (answer("User-agent: *\nDisallow: /\n\nUser-agent: xianzhi\nAllow: /\n"), "fetched"),
        (answer("\ufeffUser-agent: *\r\nDisallow: /good\r\n"), "robots"),
        (answer("", "503 Service Unavailable"), "robots"),
        (answer("#" * (600 << 10)), "too_large"),
        (redirect("http://www.example.com/robots.txt"), "other_host"),
        (answer("half", content_length="99"), "broken_off"),
    ],
)
def test_robots_txt_is_obeyed_and_one_that_cannot_be_had_forbids(site: Site, robots: bytes, outcome: str) -> None:
    site.answers["/robots.txt"] = robots
    assert fetch(f"http://{site.place}/good.html", rules(site)).outcome == outcome
    assert ("/good.html" in site.paths) == (outcome == "fetched")


def test_requests_to_one_host_keep_their_distance(site: Site) -> None:
    site.answers["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 9")
    now = [0.0]
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(round(seconds, 6))
        now[0] += seconds

    async def go() -> None:
        async with Fetcher(rules(site, pause=2.0), clock=lambda: now[0], sleep=sleep) as fetcher:
            await fetcher.fetch(f"http://{site.place}/good.html")
            await fetcher.fetch(f"http://{site.place}/moved.html")

    asyncio.run(go())
    assert site.paths == ["/robots.txt", "/good.html", "/moved.html", "/good.html"]
    assert waits == [9.0, 2.0, 7.0, 2.0, 7.0]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("8.8.8.8", True),
        ("2400:3200::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("ff02::1", False),
    ],
)
def test_private_addresses_are_refused(address: str, allowed: bool) -> None:
    assert is_allowed(ip_address(address), ()) == allowed
    assert is_allowed(ip_address("10.1.2.3"), (ip_network("10.1.0.0/16"),))
    assert not is_allowed(ip_address("10.2.2.3"), (ip_network("10.1.0.0/16"),))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_loopback_is_refused_under_any_name_unless_allowed(site: Site, host: str) -> None:
    found = fetch(f"http://{host}:{site.port}/good.html", rules(site, hosts=frozenset({f"{host.strip('[]')}:{site.port}"}), networks=()))
    assert found.outcome in ("private_address", "no_answer")
    assert site.asked == []


class Names:
    """A resolver that says something else every time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

        async def getaddrinfo(_loop: object, host: str, port: int, **_more: object) -> list[tuple[object, ...]]:
            self.asked += 1
            found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            return [(2, 1, 6, "", (address, port)) for address in found]

        monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)


def test_the_connection_goes_to_the_address_that_was_judged(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name is asked once per request, and what it would say next is of no account."""
    names = Names(monkeypatch, ["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"])
    place = f"report.example:{site.port}"
    found = fetch(f"http://{place}/good.html", rules(site, hosts=frozenset({place})))
    assert (found.outcome, found.url) == ("fetched", f"http://{place}/good.html")
    assert names.asked == len(site.asked) == 2
    assert all(f"host: {place}" in head.lower() for head in site.asked)


def test_a_name_with_one_private_address_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, ["127.0.0.1", "10.0.0.1"])
    place = f"report.example:{site.port}"
    assert fetch(f"http://{place}/good.html", rules(site, hosts=frozenset({place}))).outcome == "private_address"
    assert site.asked == []


def test_a_dead_address_does_not_hide_the_living_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    place = f"report.example:{site.port}"
    assert fetch(f"http://{place}/good.html", rules(site, hosts=frozenset({place}))).outcome == "fetched"


def test_an_unknown_name_and_a_closed_port_give_no_answer(site: Site) -> None:
    site.close()
    assert fetch(f"http://{site.place}/good.html", rules(site)).outcome == "no_answer"
    unknown = "there-is-no-such-host.invalid"
    assert fetch(f"http://{unknown}/", rules(site, hosts=frozenset({unknown}))).outcome == "no_answer"
