"""Whose word about the visitor's address and scheme is believed? That of TRUSTED_PROXIES, nobody else's."""

from ipaddress import ip_address, ip_network

from django.conf import settings

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


def is_trusted(address, networks):
    """Whether the address is one of our own proxies. A local socket has no address: write 'unix' to trust it."""
    if not address:
        return "unix" in networks
    try:
        return any(ip_address(address) in ip_network(n, strict=False) for n in networks if n != "unix")
    except ValueError:
        return False


def visitor_address(peer, forwarded_for, networks):
    """The nearest address that is not a proxy of ours: everything further left was written by a stranger."""
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    for hop in [peer, *reversed(hops)]:
        if not is_trusted(hop, networks):
            return hop
    return hops[0] if hops else peer


class TrustedProxiesMiddleware:
    """Set REMOTE_ADDR to the visitor behind a trusted proxy; drop forwarding headers from anybody else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        meta, networks = request.META, settings.TRUSTED_PROXIES
        peer = meta.get("REMOTE_ADDR", "")
        if is_trusted(peer, networks):
            meta["REMOTE_ADDR"] = visitor_address(peer, meta.get("HTTP_X_FORWARDED_FOR", ""), networks)
        else:
            for header in FORWARDED:
                meta.pop(header, None)
        return self.get_response(request)
