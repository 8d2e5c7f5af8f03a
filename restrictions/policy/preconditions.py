"""Was the request dealt with properly, and was every effort made? The two preconditions, each with evidence."""

from cases.models import Matter
from cases.policy.matter import complaints_without_a_matter, missing_for_properly
from conduct import text
from restrictions.models import Precondition

HOW_LENGTH = 20
NAMES = {"handled_properly": "The first check", "every_effort": "The second check"}
EVIDENCE = {
    "handled_properly": "The first check needs a matter of this case that was dealt with and is closed.",
    "every_effort": "The second check needs at least one effort from the ledger.",
}


def matters_used(review):
    """The matters of the case the director ticked."""
    used = {link.matter_id for link in review.matter_links.all() if link.is_used}
    return [matter for matter in review.case.matters.all() if matter.pk in used]


def efforts_used(review):
    """The efforts of the case the director ticked."""
    used = {link.effort_id for link in review.effort_links.all() if link.is_used}
    return [effort for effort in review.case.efforts.all() if effort.pk in used]


def unmet_preconditions(review, *, open_matters=None):
    """Policy, 'Before deciding to apply any restrictions, we will ensure that': both, each with its evidence."""
    yield from complaints_without_a_matter(review.case)
    yield from _unmet(review, "handled_properly", list(_missing_for_properly(review)), open_matters)
    yield from _unmet(review, "every_effort", [] if efforts_used(review) else [EVIDENCE["every_effort"]], open_matters)


def _missing_for_properly(review):
    """What every matter relied on still lacks (T7); nothing once one of them was dealt with properly."""
    missing = {matter: missing_for_properly(matter) for matter in matters_used(review)}
    if missing and not all(missing.values()):
        return
    yield EVIDENCE["handled_properly"]
    for matter, sentences in missing.items():
        yield from (f"{matter}: {sentence}" for sentence in sentences)


def _unmet(review, check, missing, open_matters):
    answer, name = getattr(review, check), NAMES[check]
    if not answer:
        yield f"{name} is not answered."
        return
    if answer == Precondition.NOT_YET:
        yield f"{name} says “Not yet”. See to it first; the case can go back with “Ask for more information”."
        return
    if answer == Precondition.NO_MATTER:
        missing = [f"{name}: {reason}" for reason in reasons_against_no_matter(review, open_matters=open_matters)]
    yield from missing
    if not is_explained(getattr(review, f"{check}_how")):
        yield f"{name}: write how you know, in {HOW_LENGTH} characters or more."


def is_explained(words, length=HOW_LENGTH):
    """Whether the words say something: so many characters that can be seen, single spaces included."""
    seen = [character for character in " ".join(words.split()) if character == " " or not text.is_blank(character)]
    return not text.is_blank(words) and len(seen) >= length


def reasons_against_no_matter(review, *, open_matters=None):
    """Decisions 1: 'no underlying matter' stands only while the case has none and none of the customer's is open."""
    linked = list(review.case.matters.all())
    for matter in linked:
        yield f"{matter} is linked to this case."
    still_open = open_matters_of(review) if open_matters is None else open_matters
    for matter in still_open:
        if matter not in linked:
            yield f"{matter} of this customer is still open."


def open_matters_of(review):
    """Every open complaint or request of the customer's merge group, in whatever case."""
    return list(Matter.objects.open().of_group(review.case.customer).order_by("pk"))
