import pytest
from django.http import HttpResponse

from conduct.proxies import TrustedProxiesMiddleware

PROXY, STRANGER, VISITOR = "10.0.0.5", "203.0.113.9", "198.51.100.7"


@pytest.fixture
def seen(rf, settings):
    """What the product sees of a request after the middleware: (address, scheme header)."""

    def after(peer, trusted, **headers):
        settings.TRUSTED_PROXIES = trusted
        request = rf.get("/", REMOTE_ADDR=peer, **headers)
        TrustedProxiesMiddleware(lambda request: HttpResponse())(request)
        return request.META["REMOTE_ADDR"], request.META.get("HTTP_X_FORWARDED_PROTO")

    return after


@pytest.mark.parametrize(
    ("peer", "trusted", "forwarded", "address", "scheme"),
    [
        (STRANGER, [], VISITOR, STRANGER, None),
        (STRANGER, [PROXY], VISITOR, STRANGER, None),
        (PROXY, [PROXY], VISITOR, VISITOR, "https"),
        (PROXY, ["10.0.0.0/8"], VISITOR, VISITOR, "https"),
        (PROXY, ["10.0.0.0/8"], f"{VISITOR}, 10.9.9.9", VISITOR, "https"),
        (PROXY, [PROXY], f"1.1.1.1, {VISITOR}", VISITOR, "https"),
        (PROXY, [PROXY], "", PROXY, "https"),
        ("", ["unix"], VISITOR, VISITOR, "https"),
        ("", [PROXY], VISITOR, "", None),
        (PROXY, [PROXY], "not an address", "not an address", "https"),
    ],
)
def test_only_a_trusted_proxy_is_believed(seen, peer, trusted, forwarded, address, scheme):
    assert seen(peer, trusted, HTTP_X_FORWARDED_FOR=forwarded, HTTP_X_FORWARDED_PROTO="https") == (address, scheme)
