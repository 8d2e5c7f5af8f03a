"""Appointing somebody to hear the appeals of one case when nobody else qualifies: an admin and a director together."""

from appeals.actions.desk import take_file
from appeals.policy import hearing as policy
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.recording import act
from restrictions.models import Appointment
from restrictions.policy.decision import Moment


@act
def name_hearer(*, case, user, why, by, at):
    """An admin names somebody with no part in the case; nothing follows until a director agrees (decisions 2)."""
    now, case = Moment.of(at), take_file(case)
    refuse_if(policy.reasons_not_to_name(case, user, why=why, by=by, on=now.on))
    appointment = Appointment(case=case, user=user, why=why, named_by=by, named_at=at)
    appointment.save()
    record("appointment.named", case, by=by, at=at, reason=why, facts={"user": user.full_name})
    return appointment


@act
def agree_to_hearer(*, appointment, by, at):
    """A director with no part in the case agrees; from then on the person may hear the appeals of this case."""
    now, case = Moment.of(at), take_file(appointment.case)
    appointment = Appointment.objects.select_related("user").get(pk=appointment.pk)
    appointment.case = case
    refuse_if(policy.reasons_not_to_agree(appointment, by=by, on=now.on))
    appointment.agreed_by, appointment.agreed_at = by, at
    appointment.save()
    if appointment.user not in policy.who_may_hear(case, on=now.on):
        raise Refused(policy.NOT_NEW.format(user=appointment.user))
    record("appointment.agreed", case, by=by, at=at, facts={"user": appointment.user.full_name})
    return appointment
