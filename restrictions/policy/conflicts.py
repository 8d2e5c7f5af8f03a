"""Who may decide about this customer, and who may hear the appeal? Nobody with a part, without exception."""

from django.db.models import CharField, F, Q, Value

from cases.models import ComplainedOf, Customer, IncidentReport, Involved, Matter, Representative, StaffTie, Triage
from cases.models import Warning as Warned
from conduct.models import Role, User
from conduct.models.people import LINE
from restrictions.models import (
    Breach,
    BreachDecision,
    Decision,
    InterimConfirmation,
    InterimEnding,
    InterimMeasure,
    Proposal,
    Reassessment,
    Reconsideration,
    Review,
)

# What a part is, in words about the person; who has one neither decides nor hears the appeal.
PARTS = {
    "wrote": "Wrote report {about}",
    Involved.Part.WITNESS: "Saw what report {about} tells",
    Involved.Part.AFFECTED: "Was affected by what report {about} tells",
    Involved.Part.COMPLAINED_OF: "Is complained of in report {about}",
    "handled": "Handled the {detail} “{about}”",
    "named": "Is complained of in “{about}”",
    "referred": "Referred the case",
    "tied": "Is tied to the customer: {detail}",
}
SIGNED = "signed"  # decided, approved or proposes: nobody who reports to them hears the appeal either
# triaged, warned, issued, was named to the customer, or spoke on a safety measure, a breach or a review before the end
TOUCHED = "touched"
ORDER = [*PARTS, TOUCHED, SIGNED]
KINDS = dict(Matter.Kind.choices) | dict(StaffTie.Kind.choices)


class Parts(dict):
    """{user: [what their part is]}; beside it who touched the case otherwise, and who decides or decided in it."""

    def __init__(self, rows):
        super().__init__()
        self.touched, self.makers = set(), set()
        for pk, full_name, kind, about, detail in rows:
            user = User(pk=pk, full_name=full_name)
            if kind in PARTS:
                said = PARTS[kind].format(about=about, detail=KINDS.get(detail, "").lower())
                self.setdefault(user, []).append(said)
            else:
                self.touched.add(user)
            if kind == SIGNED:
                self.makers.add(user)


def parts_in(case):
    """Everybody with a part in the case and what it is (process 5, F5; decisions 2), in one question. Returns Parts."""
    found = (_in_events, _in_matters, _by_ties, _in_decisions, _in_interim, _in_breaches, _in_reassessments)
    first, *others = [rows for parts in found for rows in parts(case)]
    return Parts(sorted(first.union(*others), key=lambda row: (row[1], row[0], ORDER.index(row[2]), row[3:])))


def _who(rows, user, kind, about=None, detail=None):
    """Of these rows who it is, what they did, and about what; rows that name nobody are left out."""
    blank = Value("", CharField())
    said = kind if isinstance(kind, F) else Value(str(kind), CharField())
    named = rows.filter(**{f"{user}__isnull": False}).order_by()
    return named.values_list(
        user, f"{user}__full_name", said, F(about) if about else blank, F(detail) if detail else blank
    )


def _in_events(case):
    reports = IncidentReport.objects.filter(case=case)
    involved = Involved.objects.filter(report__case=case, ended_at__isnull=True)
    yield _who(reports, "reporter", "wrote", "reference")
    yield _who(involved, "user", F("part"), "report__reference")
    yield _who(Triage.objects.filter(report__case=case), "by", TOUCHED)


def _in_matters(case):
    complained_of = ComplainedOf.objects.filter(matter__case=case, ended_at__isnull=True)
    yield _who(Matter.objects.filter(case=case), "handler", "handled", "title", "kind")
    yield _who(complained_of, "user", "named", "matter__title")


def _by_ties(case):
    """Ties to anybody in the merge group, and to whoever speaks for them."""
    group = Customer.objects.group_of(case.customer).values("pk")
    speakers = Representative.objects.filter(organization__in=group, ended_at__isnull=True).values("person")
    ties = StaffTie.objects.filter(Q(customer__in=group) | Q(customer__in=speakers))
    yield _who(ties, "user", "tied", None, "kind")


def _in_decisions(case):
    reviews, decisions = Review.objects.filter(case=case), Decision.objects.filter(case=case)
    yield _who(reviews, "referred_by", "referred")
    yield _who(reviews, "liaison", TOUCHED)
    yield _who(reviews, "deputy", TOUCHED)
    yield _who(Warned.objects.filter(case=case), "issued_by", TOUCHED)
    yield _who(Proposal.objects.filter(review__case=case, withdrawn_at__isnull=True), "by", SIGNED)
    yield _who(decisions, "decided_by", SIGNED)
    yield _who(decisions, "second_approver", SIGNED)
    yield _who(decisions, "issued_by", TOUCHED)


def _in_interim(case):
    """Who took, confirmed, ended or looked again at an interim measure has heard the case before (decisions 2)."""
    yield _who(InterimMeasure.objects.filter(case=case), "taken_by", TOUCHED)
    yield _who(InterimConfirmation.objects.filter(measure__case=case), "by", TOUCHED)
    yield _who(InterimEnding.objects.filter(measure__case=case), "by", TOUCHED)
    yield _who(Reconsideration.objects.filter(measure__case=case), "decided_by", TOUCHED)


def _in_breaches(case):
    """Who reported a breach has a part, wherever its report lies; who decided about one has heard the case before."""
    noted = Breach.objects.filter(case=case)
    yield _who(noted, "report__reporter", "wrote", "report__reference")
    yield _who(BreachDecision.objects.filter(breach__case=case), "by", TOUCHED)


def _in_reassessments(case):
    """Who looked at a restriction again before its end has judged it (decisions 2)."""
    yield _who(Reassessment.objects.filter(restriction__case=case), "decided_by", TOUCHED)


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


def who_may_hear_an_appeal(case, decision_makers=(), *, on, parts=None, issuer=None):
    """Who may hear an appeal in this case, in order of name; appointed people last (process 5 F6; decisions 2).

    `decision_makers` are added to those who decided already, `issuer` to those who touched the case. Returns a list
    of users, empty when nobody qualifies.
    """
    parts = parts_in(case) if parts is None else parts
    makers = parts.makers | set(decision_makers)
    touched = {*parts, *parts.touched, *makers, issuer}
    return [user for user in _candidates(case, on) if user not in touched and not _reports_to(user, makers)]


def _candidates(case, on):
    """Appeal officers of the day by name, then who was appointed to the case by two people, each with their line."""
    officers = Q(pk__in=User.objects.holding(Role.APPEAL_OFFICER, on).order_by().values("pk"))
    appointed = Q(pk__in=case.appointments.filter(agreed_at__isnull=False).values("user"), is_active=True)
    found = User.objects.filter(officers | appointed).select_related("__".join(["manager"] * LINE))
    return found.annotate(is_officer=officers).order_by("-is_officer", "full_name", "pk")


def who_touched(case):
    """Triage, liaison and deputy, who warned or issued, and who decided: they heard the case before (decisions 2)."""
    return parts_in(case).touched


def _reports_to(user, makers):
    """Whether one of the makers stands above the person, however far up."""
    seen = set()
    while user.manager and user.manager not in seen:
        user = user.manager
        if user in makers:
            return True
        seen.add(user)
    return False


def hearers_after(review, *, by, on, parts=None):
    """Who may hear an appeal if this person decides, or signs after those who signed."""
    return who_may_hear_an_appeal(review.case, {by}, on=on, parts=parts)


def reasons_nobody_hears(review, *, by, on, parts=None, hearers=None):
    """Decisions 2: nothing is decided while nobody could hear the appeal against it."""
    if not (hearers_after(review, by=by, on=on, parts=parts) if hearers is None else hearers):
        yield (
            "Nobody could hear an appeal against this: every appeal officer has a part in the case. "
            "An admin and a director with no part can appoint somebody for it."
        )
