"""Support for who was there: offered, and answered. Only who answers for the report reads it (process 2.13)."""

from cases.actions.case import here_and_now
from cases.models import IncidentReport, SupportOffer
from cases.policy import support as policy
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.recording import act


@act
def offer_support(*, report, to, kind, by, at, note=""):
    """Write down what was offered to somebody after a report (process 2.13, F24). Returns the SupportOffer.

    The event names neither who nor what: the journal of a report is read by more people than this.
    """
    _, _, on = here_and_now(at)
    report = IncidentReport.objects.locked().get(pk=report.pk)
    refuse_if(policy.reasons_not_to_offer(report, to, by=by, on=on))
    if report.support_offers.filter(to=to, kind=kind).exists():
        raise Refused("This was offered to them already.")
    offer = SupportOffer(report=report, to=to, kind=kind, note=note, offered_by=by, offered_at=at)
    offer.save()
    record("support.offered", report, by=by, at=at)
    return offer


@act
def answer_offer(*, offer, answer, by, at):
    """Write down whether they took what was offered, or declined; both are fine (process 2.13)."""
    _, _, on = here_and_now(at)
    report = IncidentReport.objects.locked().get(pk=offer.report_id)
    offer = SupportOffer.objects.select_related("report").get(pk=offer.pk)
    refuse_if(policy.reasons_not_to_answer_offer(offer, by=by, on=on))
    offer.answer, offer.answered_at = answer, at
    offer.save()
    record("support.answered", report, by=by, at=at)
    return offer
