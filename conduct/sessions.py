"""How long does a sign-in last, and who may keep what was shown? Thirty idle minutes, and nobody."""

import time

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.middleware import SessionMiddleware

TOUCH_EVERY = 60
TOUCHED = "touched"


class SlidingSessionMiddleware(SessionMiddleware):
    """Each visit starts the thirty minutes again, written at most once a minute: a read need not cost a write."""

    def process_response(self, request, response):
        session = request.session
        if SESSION_KEY in session and time.time() - session.get(TOUCHED, 0) > TOUCH_EVERY:
            session[TOUCHED] = int(time.time())
        return super().process_response(request, response)


class NoStoreMiddleware:
    """Pages shown to somebody who signed in are kept by no browser and no cache between."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response
