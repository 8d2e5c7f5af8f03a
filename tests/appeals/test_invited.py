"""Whatever a letter invites can be entered, stands where it is answered, and is answered (decisions 16)."""

import pytest

from cases.actions.answers import enter_answer
from cases.models import Answer, Letter
from cases.policy.answers import INVITED
from tests.cases.test_letters import a_letter
from tests.cases.test_warning import warn
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db
Kind = Answer.Kind
EVERY = [(letter, kind) for letter, kinds in INVITED.items() for kind in sorted(kinds)]
WHERE = {  # the page that lists it, the page that answers it, who answers, the answer, and its letter
    Kind.DISPUTE: ("/cases/{case}/", "/answers/{pk}/dispute/", "drew", {"outcome": "refused", "findings": "-"}, True),
    Kind.STATEMENT: ("/cases/{case}/", "/answers/{pk}/note/", "sam", {"reason": "The director reads it."}, False),
    Kind.STAY: ("/appeals/{appeal}/", "/appeals/{appeal}/pause/{pk}/", "april", {"outcome": "refused"}, True),
    Kind.WAIVER: ("/requests/", "/requests/{pk}/", "dana", {"outcome": "refused"}, True),
    Kind.EARLY_REVIEW: ("/requests/", "/requests/{pk}/", "dana", {"outcome": "refused"}, True),
}


def letter_of(kind, case, decision, dana):
    if kind == Letter.Kind.L4:
        return decision.letter
    return (
        warn(case, dana).letter if kind == Letter.Kind.L1 else a_letter(case, dana, kind, about_id=decision.letter.pk)
    )


@pytest.mark.parametrize(("letter", "kind"), EVERY, ids=[f"{letter} {kind}" for letter, kind in EVERY])
def test_every_invited_answer_is_entered_listed_and_answered(
    letter, kind, case, decision, heard, sam, dana, request, sign_in
):
    said = {"words": "Please.", "channel": "phone", "received_at": NOW, "by": sam, "at": NOW}
    day = TODAY if kind == Kind.WAIVER else None
    asked = enter_answer(letter=letter_of(letter, case, decision, dana), kind=kind, for_day=day, **said)
    lists, answers, who, outcome, is_written = WHERE[kind]
    about = {"case": case.reference, "appeal": heard.reference, "pk": asked.pk}
    client = sign_in(request.getfixturevalue(who))

    assert answers.format(**about) in client.get(lists.format(**about)).content.decode()
    form = outcome | {"reasons": "It stays.", "ways": ["email"], "nonce": "a" * 32}
    response = client.post(answers.format(**about), form)

    assert response.status_code == 302, response.content.decode()
    asked.refresh_from_db()
    assert asked.outcome
    assert bool(asked.reply) is is_written
