"""The sample organization's customers, reports and cases, written by the acts its staff would use."""

from cases.sample.stories import load

__all__ = ["load"]
