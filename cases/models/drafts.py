"""Reports being written: private to their author, outside the record, gone once the report is sent."""

from django.db import models, transaction

from conduct import text
from conduct.lifecycle import LockedQuerySet
from conduct.models import StoredFile, User

# Characters of one answer: far over every limit, so that one that is too long is not cut while it is written.
KEPT = 50_000


class Clash(Exception):
    """The same step was saved elsewhere with other words. `stored` holds those words."""

    def __init__(self, stored):
        self.stored = stored
        super().__init__("This step was saved in another window.")


def storable(value):
    """A typed value as both engines can hold it: hidden characters taken out, nothing else changed."""
    if isinstance(value, list):
        return [storable(one) for one in value[:100]]
    return text.UNFIT.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))[:KEPT]


class ReportDraftQuerySet(LockedQuerySet):
    def of(self, user):
        """The drafts this person may open: their own, and nobody else's."""
        return self.filter(author=user)

    def unsent(self):
        return self.filter(sent__isnull=True)

    def begin(self, *, author, key, at, copied_from=None):
        """The draft the page with this key saves into: made at its first save, found again at the next."""
        draft, _ = self.get_or_create(
            author=author, key=key, defaults={"started_at": at, "saved_at": at, "copied_from": copied_from}
        )
        return draft


class ReportDraft(models.Model):
    """A report being written. `answers` holds, for each step, what was typed and how often the step was saved."""

    author = models.ForeignKey(User, models.PROTECT, related_name="report_drafts")
    key = models.CharField(max_length=32, help_text="Of the page that began it, so that a second first save finds it.")
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    copied_from = models.ForeignKey("IncidentReport", models.PROTECT, null=True, blank=True, related_name="+")
    sent = models.OneToOneField("IncidentReport", models.PROTECT, null=True, blank=True, related_name="draft")

    objects = ReportDraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "key"], name="draft_begun_once")]
        indexes = [models.Index(fields=["author", "-saved_at"], name="draft_by_author")]

    def __str__(self):
        return f"Draft {self.pk}"

    def words_of(self, step):
        """What was typed in the step, by field."""
        return self.answers.get(step, {}).get("words", {})

    def saves_of(self, step):
        """How often the step was saved; a page carries the number it was made from."""
        return self.answers.get(step, {}).get("saves", 0)

    def keep(self, step, words, *, made_from, at):
        """Save what was typed in one step. Returns the number of the save.

        Raises Clash when the step was saved elsewhere since the page was made, with other words: neither is lost.
        """
        words = {name: storable(value) for name, value in words.items()}
        with transaction.atomic():
            held = ReportDraft.objects.locked().get(pk=self.pk)
            if held.saves_of(step) != made_from and held.words_of(step) != words:
                raise Clash(held.words_of(step))
            if held.words_of(step) != words or not held.saves_of(step):
                held.answers[step] = {"words": words, "saves": held.saves_of(step) + 1}
                held.version += 1
            held.saved_at = at
            held.save(update_fields=["answers", "version", "saved_at"])
        self.answers, self.version, self.saved_at = held.answers, held.version, at
        return self.saves_of(step)

    @property
    def first_words(self):
        """How a list names the draft: by its first words, or as what it is."""
        words = self.words_of("what").get("narrative", "").split()
        return " ".join(words[:12]) + ("…" if len(words) > 12 else "") if words else "Incident report"


class KeptFormQuerySet(LockedQuerySet):
    def on(self, page, user):
        """What this person has typed on a page and not sent yet, or an unsaved one while that is nothing."""
        return self.filter(page=page, author=user).first() or self.model(page=page, author=user)

    def done(self, page, user):
        """The page was sent: what was kept for it is not needed any more."""
        self.filter(page=page, author=user).delete()


class KeptForm(models.Model):
    """What somebody types on a long page before they send it: private to them, outside the record, gone once sent."""

    author = models.ForeignKey(User, models.PROTECT, related_name="kept_forms")
    page = models.CharField(max_length=80)
    words = models.JSONField(default=dict)
    saves = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "page"], name="form_kept_once")]

    def __str__(self):
        return f"{self.page} by {self.author}"

    def keep(self, words, *, made_from, at):
        """Save what was typed. Raises Clash when another window of this person saved other words: neither is lost."""
        words = {name: storable(values) for name, values in words.items()}
        with transaction.atomic():
            held, _ = KeptForm.objects.locked().get_or_create(author=self.author, page=self.page)
            if held.saves != made_from and held.words != words:
                raise Clash(held.words)
            held.words, held.saves, held.saved_at = words, held.saves + 1, at
            held.save(update_fields=["words", "saves", "saved_at"])
        return held


class DraftFileQuerySet(models.QuerySet):
    def of(self, draft):
        return self.filter(draft=draft).select_related("file").order_by("pk")


class DraftFile(models.Model):
    """A file added to a draft; sending the report makes it evidence."""

    draft = models.ForeignKey(ReportDraft, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    objects = DraftFileQuerySet.as_manager()

    def __str__(self):
        return str(self.file)
