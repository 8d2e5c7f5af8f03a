"""Who takes part in the stories, and where they start."""

import pytest

from tests.journeys.pages import Staff
from tests.journeys.story import Story, day


@pytest.fixture
def office(sign_in, clock):
    """Sit down at a desk as somebody, signed in anew; a day first moves the clock there."""

    def sitting(user, day=None):
        if day:
            clock.move_to(day)
        return Staff(sign_in(user))

    return sitting


@pytest.fixture
def story(office, organization, emil, sam, dana, april):
    """Nothing has happened yet."""
    return Story(office, {"emil": emil, "sam": sam, "dana": dana})


@pytest.fixture
def referred(story):
    """Three reports, a warning after the second, a matter that was answered, an effort; on April 17 with the directors."""
    story.of_reports(day(4, 1), day(4, 6)).of_a_matter().of_an_effort().of_a_warning(day(4, 7))
    return story.of_reports(day(4, 10)).referred(day(4, 17))
