"""A real browser: Debian's chromium, never one that is fetched."""

import os
import shutil

import pytest

# Playwright runs its own event loop in this thread, and Django takes that for a mistake in its database calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # chromium refuses its sandbox to root
    return browser_type_launch_args | {"executable_path": shutil.which("chromium"), "args": sandbox}


def _from_outside(request, home):
    return not request.url.startswith((home, "data:", "blob:"))


@pytest.fixture
def open_as(new_context, live_server, sign_in, settings):
    """Open a page as somebody (or nobody), on a phone or a desk, in light or dark."""

    def opened(user, address, *, size=PHONE, colors="light", **options):
        context = new_context(viewport=size, color_scheme=colors, base_url=live_server.url, **options)
        if user:
            value = sign_in(user).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "request", lambda request: _from_outside(request, live_server.url) and page.complaints.append(request.url)
        )
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.goto(address)
        return page

    return opened
