"""The admin site: everything is read there, people and settings are edited through acts, nothing else is written."""

from conduct.admin import people, records, settings

__all__ = ["people", "records", "settings"]
