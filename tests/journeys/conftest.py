"""Who takes part in the stories, and where they start."""

import pytest
from django.test import Client

from tests.appeals.conftest import decision  # noqa: F401
from tests.journeys.pages import Staff
from tests.journeys.story import Story, day


@pytest.fixture
def office(clock):
    """Sit down at a desk as somebody, signed in anew; a day first moves the clock there. Forms need their token."""

    def sitting(user, day=None):
        if day:
            clock.move_to(day)
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        return Staff(client)

    return sitting


@pytest.fixture
def story(office, organization, emil, sam, dana, april):
    """Nothing has happened yet."""
    return Story(office, {"emil": emil, "sam": sam, "dana": dana})


@pytest.fixture
def referred(story):
    """Three reports, a warning after the second, a matter that was answered, an effort; referred on April 17."""
    story.of_reports(day(4, 1), day(4, 6)).of_a_matter().of_an_effort().of_a_warning(day(4, 7))
    return story.of_reports(day(4, 10)).referred(day(4, 17))
