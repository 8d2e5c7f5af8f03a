"""The underlying complaint or request, its answers, every effort to resolve it: evidence for both preconditions."""

from cases.actions.case import here_and_now, keep_upload
from cases.models import Case, ComplainedOf, Effort, Matter, MatterAnswer
from cases.policy import matter as policy
from conduct.audit import record
from conduct.lifecycle import reasons_it_changed, refuse_if
from conduct.recording import act


def taken(case_id):
    """The locked case of a matter or an effort."""
    return Case.objects.locked().get(pk=case_id)


def _own(case, matter):
    """The matter as it stands now, with the case that is locked."""
    matter = Matter.objects.get(pk=matter.pk)
    matter.case = case
    return matter


@act
def describe_matter(*, case, asked_on, standard, standard_met, handler, by, at, **facts):
    """Record what the customer asked, under which procedure and standard, and who handled it (T7). Returns it."""
    _, _, on = here_and_now(at)
    case = taken(case.pk)
    refuse_if(
        policy.reasons_not_to_describe(
            case, asked_on=asked_on, standard=standard, standard_met=standard_met, handler=handler, by=by, on=on
        )
    )
    matter = Matter(
        case=case,
        customer=case.customer,
        asked_on=asked_on,
        standard=standard,
        standard_met=standard_met,
        handler=handler,
        **facts,
    )
    matter.save()
    record("matter.described", case, by=by, at=at, facts={"kind": matter.get_kind_display().lower()})
    return matter


@act
def correct_matter(*, matter, asked_on, standard, standard_met, handler, by, at, revision=None, **facts):
    """Correct what is recorded about a matter; the record keeps what stood before (T7)."""
    _, _, on = here_and_now(at)
    case = taken(matter.case_id)
    matter = _own(case, matter)
    refuse_if(reasons_it_changed(matter, revision))
    refuse_if(
        policy.reasons_not_to_describe(
            case,
            asked_on=asked_on,
            standard=standard,
            standard_met=standard_met,
            handler=handler,
            closed_on=matter.closed_on,
            by=by,
            on=on,
        )
    )
    facts |= {"asked_on": asked_on, "standard": standard, "standard_met": standard_met, "handler": handler}
    for name, value in facts.items():
        setattr(matter, name, value)
    matter.save()
    record("matter.corrected", case, by=by, at=at, facts={"kind": matter.get_kind_display().lower()})
    return matter


@act
def answer_matter(*, matter, answered_on, what, answers_every_point, by, at, file=None):
    """Record an answer the customer got. It stays as recorded; a correction is a further answer (T7)."""
    _, _, on = here_and_now(at)
    case = taken(matter.case_id)
    matter = _own(case, matter)
    refuse_if(policy.reasons_not_to_record_answer(matter, answered_on=answered_on, by=by, on=on))
    answer = MatterAnswer(
        matter=matter,
        answered_on=answered_on,
        what=what,
        answers_every_point=answers_every_point,
        file=keep_upload(file),
        by=by,
        at=at,
    )
    answer.save()
    record("matter.answered", case, by=by, at=at, facts={"kind": matter.get_kind_display().lower()})
    return answer


@act
def close_matter(*, matter, closed_on, by, at):
    """Close a matter that was answered (T7)."""
    _, _, on = here_and_now(at)
    case = taken(matter.case_id)
    matter = _own(case, matter)
    refuse_if(policy.reasons_not_to_close_matter(matter, closed_on=closed_on, by=by, on=on))
    matter.closed_on = closed_on
    matter.save()
    record("matter.closed", case, by=by, at=at, facts={"kind": matter.get_kind_display().lower()})
    return matter


@act
def reopen_matter(*, matter, reason, by, at):
    """Open a matter again: something was left unanswered (T7)."""
    _, _, on = here_and_now(at)
    case = taken(matter.case_id)
    matter = _own(case, matter)
    refuse_if(policy.reasons_not_to_reopen_matter(matter, by=by, on=on))
    matter.closed_on = None
    matter.save()
    record("matter.reopened", case, by=by, at=at, reason=reason, facts={"kind": matter.get_kind_display().lower()})
    return matter


@act
def name_complained_of(*, matter, user, by, at):
    """Name a member of staff whose conduct the matter is about; this person never decides (decisions 2 and 19)."""
    _, _, on = here_and_now(at)
    case = taken(matter.case_id)
    matter = _own(case, matter)
    refuse_if(policy.reasons_not_to_name(matter, user, by=by, on=on))
    named = ComplainedOf.objects.filter(matter=matter, user=user).first() or ComplainedOf(matter=matter, user=user)
    named.ended_at = None
    named.save()
    record("matter.staff_named", case, by=by, at=at, facts={"name": str(user)})
    return named


@act
def end_complained_of(*, named, reason, by, at):
    """Record that the complaint about a member of staff ended; that it was made stays in the record."""
    _, _, on = here_and_now(at)
    case = taken(named.matter.case_id)
    named = ComplainedOf.objects.select_related("user").get(pk=named.pk)
    reasons = list(policy.reasons_not_to_add(case, by=by, on=on))
    refuse_if(reasons + ([f"This ended already for {named.user}."] if named.ended_at else []))
    named.ended_at = at
    named.save()
    record("matter.staff_ended", case, by=by, at=at, reason=reason, facts={"name": str(named.user)})
    return named


@act
def record_effort(*, case, made_on, kind, offered, by, at, matter=None, came_back="", made_by="", file=None):
    """Record one attempt to satisfy the request or resolve the complaint (T8). It stays; a correction is another."""
    _, _, on = here_and_now(at)
    case = taken(case.pk)
    refuse_if(policy.reasons_not_to_record_effort(case, matter=matter, made_on=made_on, by=by, on=on))
    effort = Effort(
        case=case,
        matter=matter,
        made_on=made_on,
        kind=kind,
        made_by=made_by or by.full_name,
        offered=offered,
        came_back=came_back,
        file=keep_upload(file),
        by=by,
        at=at,
    )
    effort.save()
    record("effort.recorded", case, by=by, at=at, facts={"kind": effort.get_kind_display().lower()})
    return effort


@act
def record_reply(*, effort, came_back, by, at):
    """Record what came back to an effort, once (T8)."""
    _, _, on = here_and_now(at)
    case = taken(effort.case_id)
    effort = Effort.objects.get(pk=effort.pk)
    effort.case = case
    refuse_if(policy.reasons_not_to_record_reply(effort, by=by, on=on))
    effort.came_back = came_back
    effort.save()
    record("effort.answered", case, by=by, at=at, facts={"kind": effort.get_kind_display().lower()})
    return effort
