"""How would the decision letter look, if the appeal were decided now? Nothing is written."""

from appeals.policy import letters
from cases.actions.letters import compose_letter
from cases.models import Letter
from cases.policy.letters import frame_of
from conduct.letters import render_html


def letters_of(appeal, typed, *, now):
    """Letter L11 as HTML with its gaps, from what is typed."""
    frame = frame_of(
        organization=now.organization,
        customer=appeal.case.customer,
        reference=appeal.case.reference,
        signatory=appeal.officer,
        on=now.on,
        ways=typed["ways"],
    )
    said = {name: typed[name] for name in ("findings", "outcomes", "reasons")}
    composition = compose_letter(Letter.Kind.L11, frame | letters.decision_fields(appeal, **said, now=now))
    return render_html(composition.blocks, title="Decision on the appeal, as it would be sent")
