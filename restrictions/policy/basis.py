"""On what does a restriction rest: a repeated pattern, or a single significant incident, each with its evidence?"""

from dataclasses import dataclass, field
from datetime import date

from cases.models import IncidentReport, Known
from conduct import text
from conduct.calendar import add_months
from restrictions.models import Review

FEWEST = 2
SIGNIFICANT_FROM = 3  # policy: one action alone is not necessarily unacceptable; levels 1 and 2 never are (process 2.4)
MUST_NAME_A_RULE = "UB4"
CALLED_OFF = (IncidentReport.Status.VOID, IncidentReport.Status.DUPLICATE)


@dataclass(frozen=True)
class Pattern:
    """The reports that count on a day, how many it takes, and where the window begins."""

    counted: list = field(default_factory=list)
    needed: int = 0
    begins_on: date | None = None

    @property
    def is_enough(self):
        """Whether the reports that count are as many as a repeated pattern takes."""
        return len(self.counted) >= self.needed


def accepted_links(review):
    """What the director accepted: reports of this case that stand."""
    accepted = [link for link in weighed(review) if link.is_accepted]
    return [link for link in accepted if link.report.status not in CALLED_OFF]


def weighed(review):
    """The links of a review to the reports of its case, each with the report as the file has it."""
    reports = {report.pk: report for report in review.case.reports.all()}
    links = [link for link in review.report_links.all() if link.report_id in reports]
    for link in links:
        link.report = reports[link.report_id]
    return links


def accepted_reports(review):
    """The reports the director accepted that still stand."""
    return [link.report for link in accepted_links(review)]


def pattern_of(review, *, on, organization, calendar):
    """The pattern as it stands on a day: local event dates within the months of the settings (2.4, decisions 4).

    A breach of what was set aside since never counts in it (2.10).
    """
    begins_on = add_months(on, -organization.pattern_months)
    counting = [link.report for link in accepted_links(review) if link.counts and not link.report.is_undone]
    counted = [one for one in counting if begins_on <= calendar.local_date(one.occurred_at) <= on]
    needed = organization.pattern_count
    if not text.is_blank(review.below_count_reasons):
        needed = FEWEST
    return Pattern(sorted(counted, key=lambda one: one.occurred_at), max(needed, FEWEST), begins_on)


def unmet_basis(review, *, on, organization, calendar):
    """Policy, 'a repeated pattern of unacceptable conduct or a single significant incident': is it shown?"""
    if not review.basis:
        yield "Say what the decision rests on: a repeated pattern, or a single significant incident."
    elif review.basis == Review.Basis.PATTERN:
        yield from unmet_pattern(review, on=on, organization=organization, calendar=calendar)
    else:
        yield from unmet_significance(review)
    yield from unmet_evidence(review)


def unmet_pattern(review, *, on, organization, calendar):
    """Process 2.4: enough accepted reports that count within the window, one of them after a warning."""
    pattern = pattern_of(review, on=on, organization=organization, calendar=calendar)
    if not pattern.is_enough:
        yield (
            f"A pattern takes {pattern.needed} accepted reports that count, from {organization.pattern_months} months. "
            f"There {'is' if len(pattern.counted) == 1 else 'are'} {len(pattern.counted)}."
        )
    if organization.warning_needed_for_pattern and not any(
        went_on_after_a_warning(one, review) for one in pattern.counted
    ):
        yield "At least one report that counts must come after a spoken or written warning. None does."


def went_on_after_a_warning(report, review):
    """Whether the customer had been asked to stop, or warned by letter, before what the report tells."""
    asked = any(
        one.asked_to_stop == Known.YES and one.occurred_at <= report.occurred_at for one in accepted_reports(review)
    )
    warned = any(one.withdrawn_at is None and one.issued_at < report.occurred_at for one in review.case.warnings.all())
    return asked or warned


def unmet_significance(review):
    """Process 2.4 and T5: one accepted report, serious or critical at triage, and why it is enough by itself."""
    report = review.significant_report
    if report is None:
        yield "Choose the report that is the significant incident."
    elif report not in accepted_reports(review):
        yield f"{report} is not accepted. A significant incident is an accepted report that stands."
    elif severity_of(report) < SIGNIFICANT_FROM:
        yield f"{report} was triaged below level {SIGNIFICANT_FROM}. Levels 1 and 2 are never enough by themselves."
    if text.is_blank(review.significant_why):
        yield "Write why this one incident is enough without a pattern."


def severity_of(report):
    """The level triage gave, or 0 when there is none."""
    triage = getattr(report, "triage", None)
    return (triage.severity if triage else None) or 0


def has_evidence(link):
    """Process 5 F2: a file, somebody who saw it or was affected, or what the director says it rests on."""
    report = link.report
    files = any(not one.file.withheld_at for one in report.evidence.all())
    return files or report.was_seen or not text.is_blank(link.on_what_evidence)


def unmet_evidence(review):
    """Process 5, F2 and the hard stops: evidence, a category of the policy, and for UB4 the rule that was broken."""
    links = accepted_links(review)
    if not links:
        yield "Accept at least one report. A restriction never rests on opinion alone."
    elif not any(has_evidence(link) for link in links):
        yield "An accepted report needs evidence: a file, somebody who was there, or on what you accept it."
    if links and not any(True for link in links for _ in link.report.categories.all()):
        yield "No accepted report has a kind of conduct from the policy. Triage picks it."
    for link in links:
        for found in link.report.categories.all():
            if found.category.code.startswith(MUST_NAME_A_RULE) and text.is_blank(found.rule_broken):
                yield f"{link.report}: name the law, rule, permit or policy that was broken."


def severity_of_review(review):
    """The highest level among what the decision rests on, for the ladder and the record."""
    if review.basis == Review.Basis.SIGNIFICANT and review.significant_report:
        return severity_of(review.significant_report)
    return max((severity_of(report) for report in accepted_reports(review)), default=0)


def codes_of(review):
    """The codes of the policy found in the accepted reports, in order."""
    return sorted({found.category.code for report in accepted_reports(review) for found in report.categories.all()})
