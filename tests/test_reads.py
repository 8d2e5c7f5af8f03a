"""What somebody read of a customer, report, case, restriction or appeal stands in the record, from the same request."""

import pytest

pytestmark = pytest.mark.django_db

# The receipt of a report shows its author the reference they were just given; a draft is outside the record.
NOBODY = {"policy_copy", "policy_version_copy"}  # public files
OWN_WORDS = {"cases:report_check", "cases:report_step", "cases:report_sent", "cases:report_matches", "cases:my_reports"}


@pytest.mark.parametrize("who", ["emil", "sam", "dana", "april", "ada", "alba"])
def test_every_page_that_tells_of_somebody_leaves_a_read_event(who, walked):
    assert {name: shown for name, shown in walked(who).unread.items() if name not in OWN_WORDS | NOBODY} == {}
