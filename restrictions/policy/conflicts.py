"""Who may decide about this customer, and who may hear the appeal? Nobody with a part, without exception."""

from collections import defaultdict

from django.db.models import Q

from cases.models import Customer, Involved, Representative, StaffTie
from conduct.models import Role, User

PARTS = {
    Involved.Part.WITNESS: "Saw what report {report} tells",
    Involved.Part.AFFECTED: "Was affected by what report {report} tells",
    Involved.Part.COMPLAINED_OF: "Is complained of in report {report}",
}


def parts_in(case):
    """Everybody with a part in the case and what it is, as {user: [sentences]} (process 5, F5; decisions 2)."""
    parts = defaultdict(dict)  # a dict of sentences keeps their order and says nothing twice
    for user, sentence in (*_in_reports(case), *_in_matters(case), *_in_referrals(case), *_by_ties(case)):
        parts[user][sentence] = None
    return {user: list(sentences) for user, sentences in parts.items()}


def _in_reports(case):
    for report in case.reports.all():
        yield report.reporter, f"Wrote report {report}"
        for involved in report.involved.all():
            if involved.user and not involved.ended_at:
                yield involved.user, PARTS[involved.part].format(report=report)


def _in_matters(case):
    for matter in case.matters.all():
        if matter.handler:
            yield matter.handler, f"Handled the {matter.get_kind_display().lower()} “{matter.title}”"
        for named in matter.complained_of.all():
            if not named.ended_at:
                yield named.user, f"Is complained of in “{matter.title}”"


def _in_referrals(case):
    for review in case.reviews.all():
        yield review.referred_by, "Referred the case"


def _by_ties(case):
    """Ties to anybody in the merge group, and to whoever speaks for them."""
    group = Customer.objects.group_of(case.customer).values("pk")
    speakers = Representative.objects.filter(organization__in=group, ended_at__isnull=True).values("person")
    ties = StaffTie.objects.filter(Q(customer__in=group) | Q(customer__in=speakers))
    for tie in ties.select_related("user").order_by("pk"):
        yield tie.user, f"Is tied to the customer: {tie.get_kind_display().lower()}"


def reasons_not_to_direct(case, *, by, on, parts=None):
    """Only a director with no part in the case acts as its director; being a superuser gives no say (I-02, I-03)."""
    if not User.objects.holding(Role.DIRECTOR, on).filter(pk=by.pk).exists():
        yield "Only a director can do this, and you do not hold that role today."
    parts = parts_in(case) if parts is None else parts
    for sentence in parts.get(by, ()):
        yield f"You have a part in this case: you {_addressed(sentence)}. Hand it over to another director."


def _addressed(sentence):
    """'Wrote report ...' as it follows 'you'."""
    for said, told in (("Is ", "are "), ("Was ", "were ")):
        if sentence.startswith(said):
            return told + sentence.removeprefix(said)
    return sentence[0].lower() + sentence[1:]


def reasons_not_to_decide(review, *, by, on, parts=None):
    """Responsibilities, Directors; F5: who decides is a director on that day and none of those with a part."""
    yield from reasons_not_to_direct(review.case, by=by, on=on, parts=parts)


def directors_without_a_part(case, *, on, parts=None):
    """Directors who may decide this case, by name."""
    parts = parts_in(case) if parts is None else parts
    return [user for user in User.objects.holding(Role.DIRECTOR, on) if user not in parts]


def who_may_hear_an_appeal(case, decision_makers=(), *, on, parts=None):
    """Who may hear an appeal in this case, in order of name; appointed people last (process 5 F6; decisions 2).

    `decision_makers` are added to those who decided already. Returns a list of users, empty when nobody qualifies.
    """
    parts = parts_in(case) if parts is None else parts
    touched = set(parts) | who_touched(case) | set(decision_makers)
    makers = deciders_of(case) | set(decision_makers)
    officers = list(User.objects.holding(Role.APPEAL_OFFICER, on))
    appointed = [one.user for one in case.appointments.all() if one.agreed_at and one.user.is_active]
    candidates = list(dict.fromkeys([*officers, *appointed]))
    return [user for user in candidates if user not in touched and not _reports_to(user, makers)]


def deciders_of(case):
    """Everybody who signed a decision in this case, or proposes one now."""
    signed = {who for one in case.decisions.all() for who in (one.decided_by, one.second_approver) if who}
    return signed | {one.by for review in case.reviews.all() for one in review.proposals.all() if not one.withdrawn_at}


def who_touched(case):
    """Triage, liaison and deputy, who warned, and who decided: they heard the case before (decisions 2)."""
    triaged = {report.triage.by for report in case.reports.all() if hasattr(report, "triage")}
    named = {who for review in case.reviews.all() for who in (review.liaison, review.deputy) if who}
    return triaged | named | {warning.issued_by for warning in case.warnings.all()} | deciders_of(case)


def _reports_to(user, makers):
    """Whether one of the makers stands above the person, however far up."""
    managers, wanted, seen = (
        dict(User.objects.filter(manager__isnull=False).values_list("pk", "manager")),
        {one.pk for one in makers},
        set(),
    )
    above = managers.get(user.pk)
    while above and above not in seen:
        if above in wanted:
            return True
        seen.add(above)
        above = managers.get(above)
    return False


def hearers_after(review, *, by, on, parts=None):
    """Who may hear an appeal if this person decides, or signs after those who signed."""
    makers = {by, *(one.by for one in review.proposals.all() if not one.withdrawn_at)}
    return who_may_hear_an_appeal(review.case, makers, on=on, parts=parts)


def reasons_nobody_hears(review, *, by, on, parts=None, hearers=None):
    """Decisions 2: nothing is decided while nobody could hear the appeal against it."""
    if not (hearers_after(review, by=by, on=on, parts=parts) if hearers is None else hearers):
        yield (
            "Nobody could hear an appeal against this: every appeal officer has a part in the case. "
            "An admin and a director with no part can appoint somebody for it."
        )
