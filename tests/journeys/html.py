"""Pages as a person meets them: forms are filled in where the page offers a field, and sent by their buttons."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

NO_TEXT = {"script", "style", "head"}


@dataclass
class Form:
    """One form of a page: where it goes, what it would send now, what it offers, and its buttons."""

    action: str
    method: str
    values: dict = field(default_factory=dict)  # name: list of values that would be sent
    offered: dict = field(default_factory=dict)  # name: {value: whether it can be chosen} of choices, None for text
    buttons: list = field(default_factory=list)  # [label, name, value, address]

    def button(self, label):
        return next((one for one in self.buttons if one[0] == label), None)

    def answer(self, name, value):
        """Fill in one field. Fails where the page has no such field, or no such choice that is open."""
        assert name in self.offered, f"The page has no field {name}; it has {sorted(self.offered)}"
        choices = self.offered[name]
        value = value(choices) if callable(value) else value
        wanted = [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
        for one in wanted if choices is not None else ():
            assert choices.get(one), f"{one!r} cannot be chosen for {name}: {choices}"
        self.values[name] = [value] if hasattr(value, "read") else wanted


def flat(response):
    """The page's source without the line breaks and spaces that do not show."""
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", response.content.decode()))


class _Reader(HTMLParser):
    """Gathers forms, words and links of one page."""

    def __init__(self):
        super().__init__()
        self.forms, self.words, self.links = [], [], []
        self.form = self.area = self.select = self.button = None
        self.silent = 0

    def handle_starttag(self, tag, attributes):
        found = {name: value if value is not None else "" for name, value in attributes}
        self.silent += tag in NO_TEXT
        if tag == "form":
            self.form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self.form)
        elif tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif self.form is not None and "disabled" not in found:
            self._control(tag, found)
        elif self.form is not None and tag in ("input", "option"):
            self._closed(found)

    def _control(self, tag, found):
        name = found.get("name", "")
        if tag == "input" and name:
            self._input(name, found)
        elif tag == "textarea":
            self.area = (name, [])
        elif tag == "select":
            self.select = (name, "multiple" in found)
            self.form.offered[name] = {}
        elif tag == "option" and self.select:
            self._option(found)
        elif tag == "button":
            self.button = (found, [])

    def _input(self, name, found):
        kind = found.get("type", "text")
        if kind in ("radio", "checkbox"):
            choices = self.form.offered.setdefault(name, {})
            choices[found.get("value", "on")] = True
            if "checked" in found:
                self.form.values.setdefault(name, []).append(found.get("value", "on"))
            return
        self.form.offered[name] = None
        if kind != "file":
            self.form.values.setdefault(name, []).append(found.get("value", ""))

    def _option(self, found):
        (name, several), value = self.select, found.get("value", "")
        self.form.offered[name][value] = True
        chosen = self.form.values.get(name, []) if several else []
        if "selected" in found or (name not in self.form.values and not several):
            self.form.values[name] = [*chosen, value]

    def _closed(self, found):
        if found.get("type") in ("radio", "checkbox"):
            self.form.offered.setdefault(found["name"], {})[found.get("value", "on")] = False

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)
        if self.button:
            self.button[1].append(data)
        if not self.silent:
            self.words.append(data)

    def handle_endtag(self, tag):
        self.silent -= tag in NO_TEXT
        if tag == "textarea" and self.area:
            name, parts = self.area
            self.form.offered[name] = None
            self.form.values[name] = ["".join(parts).removeprefix("\n")]
            self.area = None
        elif tag == "button" and self.button:
            found, words = self.button
            label, where = plain("".join(words)), found.get("formaction", "")
            self.form.buttons.append([label, found.get("name"), found.get("value", ""), where])
            self.button = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.form = None


class Page:
    """One answer of the server."""

    def __init__(self, response):
        self.response, self.status = response, response.status_code
        query = response.request["QUERY_STRING"]
        self.address = response.request["PATH_INFO"] + (f"?{query}" if query else "")
        self.html = response.content.decode() if response.get("Content-Type", "").startswith("text/html") else ""
        reader = _Reader()
        reader.feed(self.html)
        self.forms, self.links = reader.forms, reader.links
        self.words = plain(" ".join(reader.words))
        self.errors = self._sentences_in("errors")
        self.reasons = self._sentences_in("gate")

    def __contains__(self, words):
        return words in self.words

    def _sentences_in(self, kind):
        """The lines of every list in a box of one kind: errors after a refusal, gates before an act."""
        boxes = re.findall(rf'<div class="{kind}[ "].*?</div>', self.html, re.DOTALL)
        lines = [line for box in boxes for line in re.findall(r"<li>(.*?)</li>", box, re.DOTALL)]
        return [plain(unescape(re.sub("<[^>]+>", " ", line))) for line in lines]

    def form_with(self, button):
        """The form that has this button. Fails with the buttons there are."""
        found = [one for one in self.forms if one.button(button)]
        there = [one[0] for form in self.forms for one in form.buttons]
        said = self.errors + self.reasons
        assert found, f"{self.address} ({self.status}) has no button “{button}”, only {there}: {said}"
        return found[0]


def plain(words):
    return " ".join(words.split())


class Browser:
    """One person's session: opens pages, fills in their forms, presses their buttons."""

    def __init__(self, client):
        self.client = client

    def opens(self, address):
        """The page at the address, after every redirect."""
        return Page(self.client.get(address, follow=True))

    def presses(self, page, button, /, **answers):
        """Fill in a form of the page and press its button. Returns the page that follows, refused or not."""
        form = page.form_with(button)
        for name, value in answers.items():
            form.answer(name, value)
        _, name, value, address = form.button(button)
        sent = form.values | ({name: [value]} if name else {})
        send = self.client.post if form.method == "post" else self.client.get
        return Page(send(address or form.action or page.address, sent, follow=True))

    def does(self, address, button, /, **answers):
        """Open a page, fill in its form and press the button. Fails when the page refuses."""
        page = self.presses(self.opens(address), button, **answers)
        assert (page.status, page.errors) == (200, []), f"{address}, “{button}”: {page.status} {page.errors}"
        return page

    def forges(self, address, /, **sent):
        """Send what no page offered, with the token of one that was. Returns the bare answer."""
        token = self.opens("/account/").forms[-1].values["csrfmiddlewaretoken"]
        return self.client.post(address, sent | {"csrfmiddlewaretoken": token})
