"""Fetch a page or a file from a web site, politely and on guard.

In: `Rules`, an address, what the server said about it the last time. Out: `Fetched`, never an exception for what the other side did.
robots.txt is obeyed, requests to one host keep a distance, redirects stay within the hosts that were named, private addresses are refused
unless allowed, size and time are limited as a whole: a server that sends one byte a minute, or a gigabyte of zeros in a megabyte of gzip,
costs no more than any other.

Example:
    async with Fetcher(Rules(hosts=frozenset({"www.xiayi.gov.cn"}))) as fetcher:
        page = await fetcher.fetch("https://www.xiayi.gov.cn/report.html")
"""

from __future__ import annotations

import asyncio
import ssl
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType

import httpx
from protego import Protego

from flows.io.addresses import PORTS, AddressRefusedError, CheckedTransport, Network

HOPS = 5
"""Redirects that are followed."""
ROBOTS_BYTES = 512 * 1024
AGENT = "xianzhi"
"""How robots.txt knows us."""
GIVEN_BACK = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class Rules:
    """What is allowed. `hosts`: names, with the port where it is not the usual one."""

    hosts: frozenset[str]
    networks: tuple[Network, ...] = ()
    agent: str = AGENT
    seconds: float = 60.0
    """For one address, redirects and robots.txt included."""
    pause: float = 2.0
    """Seconds between two requests to one host; robots.txt may ask for more."""
    max_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one address: outcome `fetched`, `not_modified`, or the reason why there is nothing."""

    outcome: str
    url: str
    """The last address, after redirects."""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    detail: str = ""


class FetchProblem(Exception):  # noqa: N818 (a reason code, not a fault of the program)
    """Why there is nothing: a reason code, words for people, the last address and its status."""

    def __init__(self, reason: str, detail: str, url: str = "", status: int | None = None) -> None:
        super().__init__(detail)
        self.reason, self.detail, self.url, self.status = reason, detail, url, status


def place_of(url: httpx.URL) -> str:
    """Host, with the port where it is not the scheme's own."""
    host = url.host.rstrip(".").lower()
    return host if url.port in (None, PORTS.get(url.scheme)) else f"{host}:{url.port}"


class Fetcher:
    """Fetches one address after the other. Use it as an async context; `clock` and `sleep` are those of asyncio but in tests."""

    def __init__(
        self,
        rules: Rules,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.rules, self._clock, self._sleep = rules, clock, sleep
        self._robots: dict[str, Protego | FetchProblem] = {}
        self._last: dict[str, float] = {}
        self._transport = CheckedTransport(rules.networks)

    async def __aenter__(self) -> Fetcher:
        """Nothing is opened yet."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the connections."""
        await self._transport.aclose()

    async def fetch(self, url: str, known: Mapping[str, str] | None = None) -> Fetched:
        """Fetch one address. `known`: `etag` and `last-modified` of the copy that is kept, for a conditional request."""
        ask = {GIVEN_BACK[name]: value for name, value in (known or {}).items() if name in GIVEN_BACK and value}
        try:
            start = self._judged(httpx.URL(url))
        except (httpx.InvalidURL, FetchProblem) as error:
            reason = error.reason if isinstance(error, FetchProblem) else "not_allowed"
            return Fetched(reason, url, detail=str(error))
        try:
            return await self._follow(start, ask)
        except FetchProblem as problem:
            return Fetched(problem.reason, problem.url or url, problem.status, detail=problem.detail)
        except TimeoutError:
            return Fetched("too_slow", url, detail=f"{self.rules.seconds:g} 秒内没有取完 · not fetched within {self.rules.seconds:g} s")
        except AddressRefusedError as error:
            return Fetched("private_address", url, detail=str(error))
        except httpx.TimeoutException as error:
            return Fetched("too_slow", url, detail=f"{type(error).__name__}")
        except httpx.RemoteProtocolError as error:
            return Fetched("broken_off", url, detail=f"传输中断或不合规矩 · broken off, or against the protocol ({error})")
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            return Fetched("no_answer", url, detail=f"{type(error).__name__}: {error}")

    def _judged(self, url: httpx.URL) -> httpx.URL:
        if url.scheme not in PORTS or not url.host or url.userinfo:
            raise FetchProblem("not_allowed", f"{url}: 只取 http 和 https，不带用户名 · only http and https, without a user name", str(url))
        if place_of(url) not in self.rules.hosts:
            raise FetchProblem(
                "other_host", f"转到未列出的网站 {place_of(url)}：可加入 [fetch] hosts · leads to a host that is not listed", str(url)
            )
        return url

    async def _follow(self, url: httpx.URL, ask: Mapping[str, str]) -> Fetched:
        """The address and what it leads to; the whole within the time limit, waiting for our turn not counted."""
        left = self.rules.seconds
        async with self._client() as client:
            for _ in range(HOPS + 1):
                await self._wait(place_of(url))
                began = self._clock()
                async with asyncio.timeout(max(left, 0.0)):
                    robots = await self._robots_of(client, url)
                left -= self._clock() - began
                if not robots.can_fetch(str(url), AGENT):
                    raise FetchProblem("robots", "robots.txt 不允许 · robots.txt forbids it", str(url))
                await self._wait(place_of(url), float(robots.crawl_delay(AGENT) or 0))
                began = self._clock()
                async with asyncio.timeout(max(left, 0.0)):
                    found = await self._get(client, url, ask, self.rules.max_bytes)
                left -= self._clock() - began
                if not _leads_on(found):
                    return _settled(found)
                url = self._judged(url.join(found.headers["location"]))
        raise FetchProblem("redirect_loop", f"转了 {HOPS} 次仍未到 · more than {HOPS} redirects", str(url))

    def _client(self) -> httpx.AsyncClient:
        headers = {"User-Agent": self.rules.agent, "Accept-Encoding": "gzip", "Connection": "close"}
        return httpx.AsyncClient(
            transport=_Shared(self._transport), headers=headers, timeout=self.rules.seconds, follow_redirects=False, trust_env=False
        )

    async def _wait(self, place: str, asked: float = 0.0) -> None:
        """Keep the distance to the last request to this host."""
        due = self._last.get(place, float("-inf")) + max(self.rules.pause, asked)
        if (left := due - self._clock()) > 0:
            await self._sleep(left)

    async def _robots_of(self, client: httpx.AsyncClient, url: httpx.URL) -> Protego:
        """What the site's robots.txt says; none is a permission, one that cannot be had is a refusal (RFC 9309). Raises FetchProblem."""
        place = f"{url.scheme}://{place_of(url)}"
        if place not in self._robots:
            self._robots[place] = await self._read_robots(client, url.copy_with(raw_path=b"/robots.txt"))
        found = self._robots[place]
        if isinstance(found, FetchProblem):
            raise found
        return found

    async def _read_robots(self, client: httpx.AsyncClient, url: httpx.URL) -> Protego | FetchProblem:
        for _ in range(HOPS + 1):
            found = await self._get(client, url, {}, ROBOTS_BYTES)
            if not _leads_on(found):
                break
            url = self._judged(url.join(found.headers["location"]))
        if (found.status or 0) >= 500 or found.status == 429:
            return FetchProblem(
                "robots", f"robots.txt 取不到，视为不允许 · robots.txt cannot be had: HTTP {found.status}", str(url), found.status
            )
        return Protego.parse(found.body.decode("utf-8", errors="replace").lstrip("\ufeff") if found.status == 200 else "")

    async def _get(self, client: httpx.AsyncClient, url: httpx.URL, ask: Mapping[str, str], most: int) -> Fetched:
        """One request: status, headers and, where the answer is 200, the unpacked body. Raises FetchProblem and httpx errors."""
        self._last[place_of(url)] = self._clock()
        try:
            async with client.stream("GET", url, headers=dict(ask)) as answer:
                headers = {name.lower(): value for name, value in answer.headers.items()}
                body = await _body(answer, headers, most, str(url)) if answer.status_code == 200 else b""
        finally:
            self._last[place_of(url)] = self._clock()
        return Fetched("fetched", str(url), answer.status_code, headers, body)


class _Shared(httpx.AsyncBaseTransport):
    """A transport that its client does not close: it outlives the client."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As the inner one."""
        return await self._inner.handle_async_request(request)


def _leads_on(found: Fetched) -> bool:
    return "location" in found.headers and found.status in (301, 302, 303, 307, 308)


def _settled(found: Fetched) -> Fetched:
    """An answer that is no redirect, by its status."""
    if found.status == 304:
        return Fetched("not_modified", found.url, 304, found.headers)
    if found.status in (404, 410):
        raise FetchProblem("not_found", f"HTTP {found.status}", found.url, found.status)
    if found.status != 200:
        raise FetchProblem(
            "refused_there" if (found.status or 0) < 500 else "server_error", f"HTTP {found.status}", found.url, found.status
        )
    if not found.body:
        raise FetchProblem("empty", "没有内容 · an empty body", found.url, found.status)
    return found


async def _body(answer: httpx.Response, headers: Mapping[str, str], most: int, url: str) -> bytes:
    """The body, unpacked here so that no bomb unpacks beyond `most` bytes. Raises FetchProblem."""
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchProblem("broken_off", f"不认识的压缩方式 · unknown content encoding {packing!r}", url, answer.status_code)
    inflater = zlib.decompressobj(wbits=47) if packing not in ("identity", "") else None
    body = bytearray()
    async for chunk in answer.aiter_raw(64 * 1024):
        try:
            body += inflater.decompress(chunk, most + 1 - len(body)) if inflater else chunk
        except zlib.error as error:
            raise FetchProblem("broken_off", f"压缩数据有误 · bad compressed data ({error})", url, answer.status_code) from error
        if len(body) > most:
            raise FetchProblem("too_large", f"大于 {most} 字节 · larger than {most} bytes", url, answer.status_code)
    if inflater and not inflater.eof:
        raise FetchProblem("broken_off", "压缩数据不完整 · compressed data cut off", url, answer.status_code)
    return bytes(body)
