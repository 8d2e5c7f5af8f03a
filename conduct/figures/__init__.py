"""Figures of a period: what the apps count, what of it may be shown, and how it looks on a page and on paper."""
