"""Who hears an appeal? Somebody new to the case, suggested by the rules and refused where they say no (decisions 2)."""

from appeals.models import Appeal
from cases.policy.case import holds
from cases.policy.letters import reasons_not_to_send_by
from conduct import text
from conduct.models import Role, User
from restrictions.policy import conflicts

NOT_NEW = "{user} may not hear this appeal: they had a part in the case, or report to who decided."
NOBODY = (
    "Nobody may hear this: every appeal officer has a part in the case. An admin and a director can appoint somebody."
)
NO_RIGHT = "{user} is neither an appeal officer today nor appointed to this case."


def who_may_hear(case, *, on):
    """Who may hear an appeal in this case: nobody who reported, saw, handled, referred, triaged, decided or issued."""
    return conflicts.who_may_hear_an_appeal(case, on=on)


def suggested_for(appeal, *, on):
    """Those who may hear the appeal, whoever the letter named first (process 2.11: the letter says who decides)."""
    named = appeal.decision.appeal_officer_id
    return sorted(who_may_hear(appeal.case, on=on), key=lambda user: (user.pk != named, user.full_name, user.pk))


def officers_for(appeal, *, on):
    """Those who can be chosen to hear it, as people of the database; who hears it now is not one of them."""
    others = [user.pk for user in who_may_hear(appeal.case, on=on) if user.pk != appeal.officer_id]
    return User.objects.filter(pk__in=others).order_by("full_name", "pk")


def reasons_not_to_hear(appeal, user, *, on):
    """I-27: an active officer or an appointed person with no part in the case, no tie, and nobody above them in it."""
    if user in who_may_hear(appeal.case, on=on):
        return
    appointed = appeal.case.appointments.filter(user=user, agreed_at__isnull=False).exists() and user.is_active
    if not (holds(user, Role.APPEAL_OFFICER, on) or appointed):
        yield NO_RIGHT.format(user=user)
    parts = parts_of(appeal.case, user)
    yield from parts
    if not parts and (holds(user, Role.APPEAL_OFFICER, on) or appointed):
        yield NOT_NEW.format(user=user)


def parts_of(case, user):
    """What the person did in the case before, each as a sentence."""
    parts = conflicts.parts_in(case)
    said = [f"{user}: {sentence[0].lower()}{sentence[1:]}." for sentence in parts.get(user, ())]
    if user in parts.touched:
        said.append(f"{user} triaged, warned, was named as a contact, decided or issued in this case.")
    return said


def reasons_not_to_assign(appeal, officer, *, ways, by, on):
    """Process 2.10: an admin or a director gives the appeal to somebody who may hear it (letter L10 says who)."""
    if not (holds(by, Role.ADMIN, on) or holds(by, Role.DIRECTOR, on)):
        yield "Appeals are assigned by admins and directors."
    if not appeal.is_open:
        yield f"This appeal is “{appeal.get_status_display()}”. Nobody hears it any more."
    if appeal.officer_id == officer.pk:
        yield f"{officer} hears this appeal already."
    yield from reasons_not_to_hear(appeal, officer, on=on)
    yield from reasons_not_to_send_by(appeal.case.customer, ways)


def reasons_not_to_act(appeal, *, by, now):
    """Every act on an appeal is its officer's, while it is in review and they may still hear it (I-27)."""
    if appeal.officer_id != by.pk:
        yield "Only who hears this appeal can do this."
    if appeal.status != Appeal.Status.UNDER_REVIEW:
        yield f"This appeal is “{appeal.get_status_display()}”."
    elif appeal.officer_id == by.pk and Appeal.objects.filter(pk=appeal.pk).unfit(now.at, now.on).exists():
        yield from list(reasons_not_to_hear(appeal, by, on=now.on)) or [NOT_NEW.format(user=by)]


# When nobody qualifies


def reasons_not_to_name(case, user, *, why, by, on):
    """Decisions 2: where nobody qualifies an admin names somebody with no part, such as an outside reviewer."""
    if not holds(by, Role.ADMIN, on):
        yield "An admin names somebody, and a director agrees."
    for hearer in who_may_hear(case, on=on)[:1]:
        yield f"{hearer} may hear an appeal of this case. Nobody has to be appointed."
    if user.pk == by.pk:
        yield "You cannot name yourself."
    if not user.is_active:
        yield f"{user} is deactivated."
    if text.is_blank(why):
        yield "Write why this person, and how they know neither side."
    yield from parts_of(case, user)
    if case.appointments.filter(user=user).exists():
        yield f"{user} was named for this case already."


def reasons_not_to_agree(appointment, *, by, on):
    """Decisions 2: a director with no part in the case agrees, another than who named and who is named."""
    if appointment.agreed_at:
        yield f"{appointment.user} is appointed already."
    yield from conflicts.reasons_not_to_direct(appointment.case, by=by, on=on)
    if by.pk in (appointment.named_by_id, appointment.user_id):
        yield "Somebody else agrees: another person than who named, and than who is named."
    yield from parts_of(appointment.case, appointment.user)
