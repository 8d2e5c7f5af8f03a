"""Which request does a line of the log belong to? The number that error pages ask people to quote stands in each."""

import logging
from contextvars import ContextVar

request_id = ContextVar("request_id", default="-")


class NamesTheRequest(logging.Filter):
    """Give each line the number of the request under way, or a dash."""

    def filter(self, record):
        record.request_id = request_id.get()
        return True
