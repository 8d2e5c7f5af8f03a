"""Files are kept with a draft, added to a report, taken out, or withheld; the bytes never change (decisions 7)."""

from cases import files
from cases.models import Case, DraftFile, Evidence, IncidentReport, ReportDraft
from cases.policy import evidence as policy
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.models import Organization, StoredFile, User
from conduct.recording import act


@act
def keep_draft_file(*, draft, checked, by, at):
    """Store a file for a draft; it becomes evidence when the report is sent. Returns the DraftFile.

    `checked` comes from `judged`, outside the lock. Raises Refused when there are too many, or too much together.
    """
    author = User.objects.locked().get(pk=by.pk)
    draft = ReportDraft.objects.locked().get(pk=draft.pk)
    refuse_if(policy.reasons_not_to_keep(checked.size, held=[added.file for added in DraftFile.objects.of(draft)]))
    added = DraftFile(draft=draft, file=stored(checked))
    added.save()
    record("draft.file_added", author, by=by, at=at, subject=added.file)
    return added


@act
def withdraw_draft_file(*, added, by, at):
    """Take a file out of a draft: it goes into no report, and its bytes are withheld."""
    author = User.objects.locked().get(pk=by.pk)
    file = StoredFile.objects.get(pk=added.file_id)
    refuse_if(policy.reasons_not_to_withhold(file))
    file.withheld_at, file.withheld_why = at, "Taken out of a draft"
    file.save()
    added.delete()
    record("draft.file_removed", author, by=by, at=at, subject=file)
    return file


@act
def withhold_evidence(*, evidence, reason, by, at):
    """Withhold a file of a report or a case from everybody; the record keeps that it was there."""
    if evidence.report_id:
        about: IncidentReport | Case = IncidentReport.objects.locked().get(pk=evidence.report_id)
    else:
        about = Case.objects.locked().get(pk=evidence.case_id)
    file = StoredFile.objects.get(pk=evidence.file_id)
    on = Organization.objects.current().calendar().local_date(at)
    refuse_if(policy.reasons_not_to_withhold_evidence(file, by=by, on=on))
    file.withheld_at, file.withheld_why = at, reason[:200]
    file.save()
    record("evidence.withheld", about, by=by, at=at, subject=file, reason=reason)
    return file


def add_evidence(report, uploads, *, by, at):
    """Keep files with a report inside the act under way. Raises Refused when one cannot be kept: then none is."""
    held = [one.file for one in Evidence.objects.of_report(report)]
    for upload in uploads:
        refuse_if(policy.reasons_not_to_keep(upload.size, held=held))
        held.append(kept(upload))
        Evidence(report=report, file=held[-1], added_by=by, added_at=at).save()


def kept(upload):
    """The upload, judged and stored inside the act under way. Raises Refused with a sentence that names the file."""
    return stored(judged(upload))


def judged(upload):
    """The upload as it may be kept. Raises Refused, naming the file, when it is too large or not what its name says."""
    try:
        return files.check_upload(upload.name, upload, upload.size)
    except files.BadFile as bad:
        raise Refused(str(bad)) from None


def stored(checked):
    """The row of a judged file, written inside the act under way."""
    return StoredFile.keep(checked.content.read(), name=checked.name, content_type=checked.content_type)
