"""What staff do all day, in their own words; each verb opens the real pages and presses their buttons."""

from tests.journeys.html import Browser

SHOUTING = "They called eleven times in one morning and shouted at whoever answered."
FOUND = {
    "by_a_customer": "yes",
    "has_impact": "yes",
    "out_of_proportion": "yes",
    "without_cause": "yes",
    "severity": "2",
    "reasons": "It went on after a clear request.",
}
ASKED = {
    "kind": "request",
    "title": "Deposit refund",
    "asked": "The deposit back.",
    "asked_on": "2026-03-02",
    "procedure": "Refund of deposits",
}
ANSWERED = {"answered_on": "2026-03-20", "what": "We wrote why the deposit is kept.", "answers_every_point": "on"}
TRIED = {
    "made_on": "2026-04-02",
    "kind": "meeting",
    "offered": "A meeting with a manager",
    "came_back": "Declined by phone",
}
WARNED = {
    "conduct": "April 1, 2026: eleven calls.",
    "why": "Nobody else could be served.",
    "change_asked": "Write to us instead of calling.",
    "ways": ["email"],
}
REVIEW = {
    "facts_found": "Eleven calls on April 1, nine on April 8.\nShouting in each of them.",
    "handled_properly": "yes",
    "handled_properly_how": "The deposit was explained in writing and the matter is closed.",
    "every_effort": "yes",
    "every_effort_how": "A meeting and another contact were offered and declined.",
    "own_failure": "no",
    "basis": "pattern",
    "impact": "Two people could not serve anybody else for a morning.",
    "legitimate_speech": "no",
    "facts_put": "yes",
    "circumstances": "no",
    "protected_trait": "no",
    "retaliation": "no",
    "is_minor": "no",
    "consequences": "They lose calls; they keep email and mail.",
    "lesser_measures": "A warning was sent in April, and the calls went on within the week.",
    "reasons": "You called eleven times in one morning after we had asked you to write to us.",
    "stays_open": "You can email us or write to us.",
    "emergency_route": "In an emergency, call 911, then 555-0199",
    "address_confirmed": "on",
}
IN_WRITING = {"medium": "email", "address": "contact@example.com", "reply_days": "3"}


def newest_choice(choices):
    """The last choice a field offers, such as the only case of the customer."""
    return [value for value in choices if value][-1]


class Staff(Browser):
    """Somebody who works here. Every verb fails when the page refuses it."""

    def reports(self, customer, *, match="new", kinds=("UD06",), asked_to_stop="no", **who):
        """Write and send a report of what happened just now. Returns its reference."""
        page = self.does("/report/new/", "Continue", help_needed="no", narrative=SHOUTING)
        page = self.presses(page, "Continue", when="now", channel="phone")
        if match != "new":  # the matches stand beside the name once it is typed
            page = self.presses(page, "Continue", customer_name=customer, **who)
        page = self.presses(page, "Continue", customer_name=customer, match=match, **who)
        page = self.presses(page, "Continue", demands=list(kinds), asked_to_stop=asked_to_stop)
        page = self.presses(page, "Send report")
        return next(link.split("/")[2] for link in page.links if link.startswith("/reports/IR-"))

    def triages(self, report, *, outcome="open_case", **said):
        """Find a report unacceptable and take it into a case. Returns the page of the report after that."""
        new = {"title": "Calls after a request to write", "due_on": "2026-05-15"}
        there = {"case": newest_choice} if outcome == "join_case" else new
        page = self.opens(f"/triage/{report}/")
        answers = FOUND | {"outcome": outcome, **there, **said}
        return self.must(self.presses(page, "Save triage", **answers))

    def completes_the_record(self, customer):
        """Write down what a letter needs: the mailing address in its parts."""
        address = {"address_line_1": "214 Sample Lane", "city": "Springfield", "state": "VA", "postal_code": "22150"}
        return self.does(f"/people/{customer}/edit/", "Save the record", **address)

    def describes_the_matter(self, case, **said):
        """Write down what the customer asked for."""
        return self.does(f"/cases/{case}/matter/new/", "Save matter", **ASKED | said)

    def answers_the_matter(self, case, matter):
        """Record what we answered, and close it."""
        self.does(f"/cases/{case}/matter/{matter}/answer/", "Record answer", **ANSWERED)
        return self.does(f"/cases/{case}/matter/{matter}/close/", "Close matter", closed_on="2026-03-20")

    def records_an_effort(self, case, **said):
        return self.does(f"/cases/{case}/matter/", "Add effort", **TRIED | said)

    def warns(self, case, **said):
        """Issue the warning. Returns the page of its letter."""
        page = self.presses(self.opens(f"/cases/{case}/warning/"), "Show the letter", **WARNED | said)
        return self.must(self.presses(page, "Issue warning"))

    def refers(self, case, why="The calls went on after a warning."):
        return self.does(f"/cases/{case}/refer/", "Refer the case", why=why)

    def fills_in_the_review(self, case, **changes):
        """Answer everything the review asks, relying on all that is there. Returns the review as saved."""
        page = self.opens(f"/cases/{case}/review/")
        form = page.form_with("Save review")
        ticks = {name: "on" for name in form.offered if name.startswith(("accepted_", "counts_"))}
        links = {name: list(form.offered.get(name) or []) for name in ("matters", "efforts", "departments")}
        return self.must(self.presses(page, "Save review", **(REVIEW | ticks | links | changes)))

    def adds_a_measure(self, case, code="R02", **details):
        answers = IN_WRITING | {"why": "Nothing less held.", "ends_on": "2026-07-17"} | details
        return self.does(f"/cases/{case}/review/measures/{code}/", "Add the measure", **answers)

    def decides(self, case, outcome="restrict", button="Decide the restriction"):
        """Choose the outcome in the review, check it on its own page, and decide."""
        page = self.presses(self.opens(f"/cases/{case}/review/"), "Save and continue", outcome=outcome)
        return self.must(self.presses(page, button))

    def issues(self, case, **ways):
        """Choose how the letter goes, check once more, and issue. Returns the receipt."""
        page = self.presses(self.opens(f"/cases/{case}/issue/"), "Continue to issue", **ways)
        return self.must(self.presses(page, "Issue the restriction"))

    def looks_up(self, typed):
        return self.presses(self.opens("/lookup/"), "Look up", q=typed)

    def must(self, page):
        """The page, which must not be a refusal."""
        assert (page.status, page.errors) == (200, []), f"{page.address}: {page.status} {page.errors}"
        return page
