from django import forms

from conduct.calendar import add_months, months_between
from conduct.figures.period import QUARTER, YEAR, Period

FARTHEST = 60  # months in one report
CHOICES = {
    "last12": "Last 12 months",
    "quarter": "This quarter",
    "last_quarter": "Last quarter",
    "year": "This year",
    "last_year": "Last year",
}


class FiguresForm(forms.Form):
    """Which months, and for whom; it stands in the address, and starts with the last twelve months."""

    since = forms.ChoiceField(label="First month", required=False)
    until = forms.ChoiceField(label="Last month", required=False)
    wide = forms.BooleanField(label="For wide circulation: hide small numbers", required=False)

    def __init__(self, typed, *, now, earliest):
        self.now, this = now, now.on.replace(day=1)
        self.span = chosen_months(this)["last12"]
        usual = {name: f"{month:%Y-%m}" for name, month in zip(("since", "until"), self.span, strict=True)}
        super().__init__(usual | typed.dict(), label_suffix="")
        begin = min(earliest.replace(day=1), self.span[0])
        months = [add_months(this, -back) for back in range(months_between(begin, this) + 1)]
        choices = [(f"{month:%Y-%m}", f"{month:%b %Y}") for month in months]
        ends = {month for span in chosen_months(this).values() for month in span} - set(months)
        later = [(f"{month:%Y-%m}", f"{month:%b %Y}") for month in sorted(ends, reverse=True) if month > this]
        self.by_key = {f"{month:%Y-%m}": month for month in (*months, *ends)}
        self.fields["since"].choices = self.fields["until"].choices = later + choices

    def clean(self):
        cleaned = super().clean()
        since, until = (self.by_key.get(cleaned.get(name)) for name in ("since", "until"))
        if since and until and since > until:
            self.add_error("until", "Choose a last month that is not before the first")
        elif since and until and add_months(since, FARTHEST) <= until:
            self.add_error("until", f"Choose {FARTHEST} months or fewer")
        return cleaned

    @property
    def period(self):
        """The months chosen; the last twelve while they make no sense."""
        chosen = self.cleaned_data if self.is_valid() else {}
        since, until = (self.by_key.get(chosen.get(name)) for name in ("since", "until"))
        if not (since and until):
            since, until = self.span
        return Period.of_months(since, until, self.now)

    @property
    def is_wide(self):
        """Whether the copy is for wide circulation, also while the months make no sense."""
        return "wide" in self.data and self.fields["wide"].clean(self.data["wide"])

    def shortcuts(self):
        """(words, query, whether it is shown) of the periods most asked for."""
        shown, wide = self.period, "&wide=on" if self.is_wide else ""
        for key, (since, until) in chosen_months(self.now.on.replace(day=1)).items():
            is_here = (since, until) == (shown.first, shown.last.replace(day=1))
            yield CHOICES[key], f"since={since:%Y-%m}&until={until:%Y-%m}{wide}", is_here


def chosen_months(this):
    """{key: (first month, last month)} of the usual periods, on the first day of this month."""
    quarter = this.replace(month=(this.month - 1) // QUARTER * QUARTER + 1)
    year = this.replace(month=1)
    return {
        "last12": (add_months(this, 1 - YEAR), this),
        "quarter": (quarter, add_months(quarter, QUARTER - 1)),
        "last_quarter": (add_months(quarter, -QUARTER), add_months(quarter, -1)),
        "year": (year, add_months(year, YEAR - 1)),
        "last_year": (add_months(year, -YEAR), add_months(year, -1)),
    }
