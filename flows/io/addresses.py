"""Which network addresses may be talked to, and a transport that talks to no other.

In: networks that are allowed beside the public internet. Out: `CheckedTransport` for httpx. A name is resolved once, every address it
has is judged, and the connection goes to the very address that was judged: a name that says something else the second time it is asked
(DNS rebinding) gains nothing. TLS still demands a certificate for the name. Connections are not kept, so none serves another name.

Example:
    httpx.AsyncClient(transport=CheckedTransport(()), trust_env=False)
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
NAT64 = ip_network("64:ff9b::/96")
PORTS = {"http": 80, "https": 443}


class AddressRefusedError(httpx.TransportError):
    """A host's address lies in a network that is not allowed."""


def _plain(address: Address) -> Address | None:
    """The IPv4 address within an IPv6 one that carries it; None for tunnels, of which nobody can tell where they end."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None if address.sixtofour or address.teredo else address


def is_allowed(address: Address, networks: Sequence[Network]) -> bool:
    """Public, or in one of the networks that the county allows."""
    plain = _plain(address)
    if plain is None:
        return False
    if any(plain.version == network.version and plain in network for network in networks):
        return True
    return plain.is_global and not plain.is_multicast


async def resolve_allowed(host: str, port: int, networks: Sequence[Network]) -> list[str]:
    """Addresses of a host, all judged.

    Raises:
        AddressRefusedError: one of them is private and not allowed.
        httpx.ConnectError: the name is not known.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"{host}: 域名无法解析 · the name cannot be resolved ({error})") from error
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for one in addresses:
        if not is_allowed(ip_address(one), networks):
            raise AddressRefusedError(f"{host} → {one}: 内网地址，未经允许 · a private address that is not allowed")
    return addresses


class CheckedTransport(httpx.AsyncBaseTransport):
    """Resolves, judges, and connects to what was judged."""

    def __init__(self, networks: Sequence[Network]) -> None:
        self._networks = tuple(networks)
        self._inner = httpx.AsyncHTTPTransport(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As httpx wants it. The Host header and the name in the TLS handshake stay those of the address as written."""
        host, written = request.url.host, request.url
        port = written.port or PORTS[written.scheme]
        request.extensions["sni_hostname"] = host
        addresses = await resolve_allowed(host, port, self._networks)
        for last, address in [(address == addresses[-1], address) for address in addresses]:
            request.url = written.copy_with(host=address)
            try:
                return await self._inner.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if last:
                    raise
            finally:
                request.url = written
        raise httpx.ConnectError(f"{host}: 没有地址 · no address")

    async def aclose(self) -> None:
        """End the connections."""
        await self._inner.aclose()
