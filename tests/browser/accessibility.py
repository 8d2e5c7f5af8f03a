"""What every page keeps: no axe violation, no sideways scroll, one heading, nothing broken, nothing from outside."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
RUN = "() => axe.run({resultTypes: ['violations']}).then(results => results.violations)"
AXES_OWN = "Applying inline style"  # axe tries styles on what scrolls; a page's own are complained of before it runs
BROKEN = "[...document.images].filter(one => one.complete && !one.naturalWidth).map(one => one.src)"
SHOWN = "colors => [undefined, colors].includes(document.documentElement.dataset.bsTheme)"  # the admin site has none
HEADINGS = "document.querySelectorAll('h1').length"


def violations(page):
    """What axe finds, in words. The window is made as tall as the page, or a fixed bar covers what stands below it."""
    size = page.viewport_size
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size(size | {"height": max(tall, size["height"])})
    if not page.evaluate("'axe' in window"):  # a page keeps it from one theme to the other
        page.evaluate(AXE.axe_script)
    before = len(page.complaints)
    found = page.evaluate(RUN)
    page.complaints[before:] = [one for one in page.complaints[before:] if not one.startswith(AXES_OWN)]
    page.set_viewport_size(size)
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def scrolls_sideways(page, width):
    page.set_viewport_size(page.viewport_size | {"width": width})
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def faults(page, *widths):
    """Everything wrong with a page, in words, in both themes and at these widths; what it complained of is taken off."""
    size = page.viewport_size
    found = []
    for colors in ("light", "dark"):
        page.emulate_media(color_scheme=colors)
        page.wait_for_function(SHOWN, arg=colors)
        found += [f"{colors}: {one}" for one in violations(page)]
    found += [f"sideways scroll at {width}" for width in widths if scrolls_sideways(page, width)]
    page.set_viewport_size(size)
    found += [f"broken: {one}" for one in page.evaluate(BROKEN)]
    found += [f"{headings} first headings" for headings in [page.evaluate(HEADINGS)] if headings != 1]
    found += page.complaints
    page.complaints.clear()
    return [f"{page.url} at {size['width']}: {one}" for one in found]


def assert_sound(page):
    assert violations(page) == []
    assert not scrolls_sideways(page, 320)
    assert page.complaints == []
