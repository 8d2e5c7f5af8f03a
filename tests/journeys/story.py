"""One customer's story up to where a test begins: told through the pages, with any part left out."""

from datetime import UTC, datetime
from types import SimpleNamespace

from cases.models import Customer, Matter

NEW = {"contact": "cora@example.com", "person_0": "A vendor", "part_0": "witness"}


def day(month, number, hour=14):
    """That day of 2026 at ten in the morning in New York (nine in winter)."""
    return datetime(2026, month, number, hour, tzinfo=UTC)


class Story:
    """Emil reports, Sam triages and works the matter, Dana warns; then Sam refers the case to the directors."""

    def __init__(self, office, cast):
        self.office, self.cast = office, SimpleNamespace(**cast)
        self.reports, self.case, self.customer = [], "", ""

    def of_reports(self, *days):
        """A report on each day; the first opens the case, the others join it."""
        for when in days:
            match = {"match": self.customer} if self.customer else NEW
            asked = "yes" if self.customer else "no"
            report = self.office(self.cast.emil, when).reports("Cora Lindgren", asked_to_stop=asked, **match)
            into = "join_case" if self.case else "open_case"
            page = self.office(self.cast.sam).triages(report, outcome=into)
            self.case = next(link.split("/")[2] for link in page.links if link.startswith("/cases/CC-"))
            self.customer = self.customer or Customer.objects.get().reference
            self.reports.append(report)
        self.office(self.cast.sam).completes_the_record(self.customer)
        return self

    def of_a_matter(self, *, answered=True, **said):
        """What the customer asked for, and how it was answered."""
        sam = self.office(self.cast.sam)
        sam.describes_the_matter(self.case, **said)
        if answered:
            sam.answers_the_matter(self.case, Matter.objects.get().pk)
        return self

    def of_an_effort(self):
        self.office(self.cast.sam).records_an_effort(self.case)
        return self

    def of_a_warning(self, when):
        self.office(self.cast.dana, when).warns(self.case)
        return self

    def referred(self, when):
        self.office(self.cast.sam, when).refers(self.case)
        return self

    def reviewed(self, *, ends_on="2026-07-17", **answers):
        """Dana answers everything and drafts one measure. Returns the page of the review."""
        dana = self.office(self.cast.dana)
        dana.fills_in_the_review(self.case, **answers)
        return dana.adds_a_measure(self.case, ends_on=ends_on)

    def decided(self):
        dana = self.office(self.cast.dana)
        dana.decides(self.case)
        return self

    def issued(self, **ways):
        self.office(self.cast.dana).issues(self.case, **ways)
        return self
