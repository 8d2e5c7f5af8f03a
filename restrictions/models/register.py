"""How the register is narrowed: by state, measure, department, director, dates and words, at one instant."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from restrictions.models.ending import Ending


def state_condition(key, on):
    """The condition for one state of `policy.force`, over the columns `as_of` adds; the twin of `state_of`."""
    ended, over, held = Q(ended_kind__isnull=False), Q(ends_on__lt=on), ~Q(conditions="")
    activated = held & Q(is_extended=True)
    live, unsure = ~ended & ~over & ~activated, Q(is_unserved=True) | Q(served_on__isnull=True)
    begun = Q(begins_on__lte=on, served_on__lte=on)
    paused = Q(pause_kind__isnull=False)
    return {
        "decided": live & unsure,
        "starts": live & ~unsure & ~begun,
        "in_place": live & ~unsure & begun & ~paused & ~held,
        "paused": live & ~unsure & begun & paused & ~held,
        "reserve": live & ~unsure & begun & held,
        "activated": ~ended & activated,
        "lapsed": ~ended & over & Q(is_extended=False),
        "replaced": ~ended & over & Q(is_extended=True) & ~held,
    }.get(key, Q(ended_kind=key))


class RegisterQuerySet(models.QuerySet):
    """The questions the register answers; terms build on this."""

    def to_be_found(self, at, on):
        """What the look-up answers with at that instant: issued, neither ended nor over, and not held in reserve."""
        issued = self.as_of(at, on).filter(restriction__decision__issued_at__lte=at, conditions="")
        return issued.filter(ended_kind__isnull=True, ends_on__gte=on)

    def binding(self, customers):
        """Terms of restrictions about these customers, or about who speaks for them or for whom they speak."""
        speaks = "restriction__decision__review__representative"
        about = Q(restriction__customer__in=customers) | Q(**{f"{speaks}__person__in": customers})
        return self.filter(about | Q(**{f"{speaks}__organization__in": customers}))

    def never_set_aside(self):
        undone = Ending.objects.filter(restriction=OuterRef("restriction"), kind=Ending.Kind.SET_ASIDE)
        return self.filter(~Exists(undone))

    def in_state(self, key, on):
        return self.filter(state_condition(key, on)) if key else self

    def among(self, restrictions):
        """Of these restrictions alone; all of them where nobody asks for some."""
        return self if restrictions is None else self.filter(restriction__in=restrictions)

    def of_measure(self, code):
        return self.filter(restriction__measure=code) if code else self

    def told_to(self, department, at):
        """Restrictions whose decision that department was told of by then."""
        if not department:
            return self
        notices = apps.get_model("restrictions.DepartmentNotice").objects
        told = notices.filter(decision=OuterRef("restriction__decision"), department=department, posted_at__lte=at)
        return self.filter(Exists(told))

    def appealed(self, how, at):
        """Whose restriction was appealed by then: any, open, closed; or none."""
        if not how:
            return self
        restrictions = apps.get_model("restrictions.Restriction").objects
        found = Q(restriction__in=restrictions.appealed(how, at).values("pk"))
        return self.filter(~found if how == "none" else found)

    def decided_by(self, director):
        return self.filter(restriction__decision__decided_by=director) if director else self

    def decided_between(self, earliest, latest):
        found = self.filter(restriction__decision__decided_on__gte=earliest) if earliest else self
        return found.filter(restriction__decision__decided_on__lte=latest) if latest else found

    def about(self, words, customers):
        """A reference of the decision, restriction or case; otherwise one of these customers, whom the words find."""
        if not words:
            return self
        known, reference = apps.get_model("restrictions.Restriction").objects, words.strip().upper()
        named = [{"reference": reference}, {"decision__reference": reference}, {"case__reference": reference}]
        # Each of these has its own index; one condition of all of them would have none.
        found = [known.filter(**one).order_by().values("pk") for one in named]
        people = known.filter(customer__in=customers.values("pk")).values("pk")
        return self.filter(restriction__in=people.union(*found))
