"""What every page keeps: no axe violation, no sideways scroll, no complaint in the console."""

from axe_playwright_python.sync_playwright import Axe


def violations(page):
    """What axe finds, in words. The window is made as tall as the page, or a fixed bar covers what stands below it."""
    size = page.viewport_size
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size(size | {"height": max(tall, size["height"])})
    found = Axe().run(page).response["violations"]
    page.set_viewport_size(size)
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def scrolls_sideways(page, width):
    page.set_viewport_size(page.viewport_size | {"width": width})
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def assert_sound(page):
    assert violations(page) == []
    assert not scrolls_sideways(page, 320)
    assert page.complaints == []
