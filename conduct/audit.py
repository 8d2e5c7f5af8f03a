"""Who did what, when, and what changed? Writes the events of the record and reads them back as sentences.

Every journal is a chain: an event's digest covers its header and the digest before it. The header holds nothing
personal; it carries the salted digests of the payload and of every change, so that those can one day be disposed of
while the chain still verifies.
"""

import hashlib
import json
import secrets
import uuid
from collections import defaultdict

from django.db import transaction

from conduct.audit_words import SENTENCES
from conduct.models import GENESIS, Change, Event
from conduct.recording import Unrecorded, current, origin


def canonical(value):
    """JSON text that is the same wherever it is written."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def salted(salt, *texts):
    return hashlib.sha256("\x1f".join((salt, *texts)).encode("utf-8", "surrogatepass")).hexdigest()


def record(verb, journal, *, by, at, subject=None, reason="", facts=None):
    """Write the one event of the act under way into the journal, with every change the act made.

    `journal` is a row the act has locked; `by` is the signed-in user, or None for the system. Returns the event.
    Raises Unrecorded when the act already has its event, KeyError when the verb has no sentence.
    """
    recording = current()
    if recording.written:
        raise Unrecorded(f"{recording.name} recorded two events.")
    changes = [_change(recording.event_id, *touched) for touched in recording.changes]
    event = _append(
        journal,
        Event.Kind.ACT,
        verb,
        by=by,
        at=at,
        subject=subject or journal,
        reason=reason,
        facts=facts or {},
        event_id=recording.event_id,
        cause=recording.cause,
        changes=changes,
    )
    Change.objects.bulk_create(changes)
    recording.written = True
    return event


def record_access(verb, user, *, kind, at, subject=None, facts=None):
    """Write a read, a refusal or a sign-in into the person's own journal, in a transaction of its own."""
    with transaction.atomic():
        return _append(
            user, kind, verb, by=user, at=at, subject=subject or user, facts=facts or {}, event_id=uuid.uuid4()
        )


def _change(event_id, label, pk, revision, before, after):
    before = "" if before is None else canonical(before)
    return Change(
        event_id=event_id,
        object=f"{label}:{pk}",
        revision=revision,
        before=before,
        after=canonical(after),
        salt=secrets.token_hex(16),
    )


def _append(journal, kind, verb, *, by, at, subject, event_id, facts, reason="", cause=None, changes=()):
    event = Event(
        id=event_id,
        kind=kind,
        verb=verb,
        journal=journal.journal,
        at=at,
        actor=by,
        subject=reference(subject),
        cause_id=cause,
        payload=_payload(verb, by=by, subject=subject, reason=reason, facts=facts),
        salt=secrets.token_hex(16),
    )
    if not _follows(event, journal, changes):
        journal.sequence, journal.digest = _head(journal)
        _follows(event, journal, changes)
    event.save(force_insert=True)
    return event


def _follows(event, journal, changes):
    """Number the event after the head this row knows and move the head to it. False if the journal went on since."""
    held = journal.digest
    event.sequence, event.previous = journal.sequence + 1, held
    event.header = _header(event, changes)
    event.digest = link(held, event.header)
    head = {"sequence": event.sequence, "digest": event.digest}
    if not journal._meta.model._base_manager.filter(pk=journal.pk, digest=held).update(**head):
        return False
    journal.sequence, journal.digest = event.sequence, event.digest
    return True


def _payload(verb, *, by, subject, reason, facts):
    """What may one day be disposed of: names, reasons, and where the request came from."""
    where = origin.get()
    return canonical(
        {
            "actor": str(by) if by else "The system",
            "label": str(subject),
            "reason": reason,
            "facts": facts,
            "request": where.request_id,
            "address": where.address,
            "strength": where.strength,
            "sentence": SENTENCES[verb],  # an unknown verb is a programming error, told at once
        }
    )


def _header(event, changes):
    """What is hashed into the chain: nothing personal, and the digests of everything that is."""
    return canonical(
        {
            "id": str(event.pk),
            "journal": event.journal,
            "sequence": event.sequence,
            "kind": event.kind,
            "verb": event.verb,
            "at": event.at.isoformat(),
            "actor": event.actor_id,
            "subject": event.subject,
            "cause": str(event.cause_id) if event.cause_id else None,
            "payload": salted(event.salt, event.payload),
            "changes": [[c.object, c.revision, salted(c.salt, c.before, c.after)] for c in changes],
        }
    )


def _head(journal):
    """The journal's last number and digest, its row locked until the transaction ends."""
    rows = journal._meta.model._base_manager.select_for_update(no_key=True, of=("self",)).filter(pk=journal.pk)
    return rows.values_list("sequence", "digest").get()


def link(previous, header):
    """The digest that ties an event to the one before it."""
    return hashlib.sha256((previous + header).encode("utf-8", "surrogatepass")).hexdigest()


def reference(row):
    """A row as the record names it, such as 'cases.case:12'."""
    return f"{row._meta.label_lower}:{row.pk}"


def sentence_of(event):
    """The event as a sentence a reader understands; disposed payloads say so."""
    if not event.payload:
        return f"{event.verb} (details disposed of)"
    payload = json.loads(event.payload)
    words = {"actor": payload["actor"], "subject": payload["label"], "reason": payload["reason"], **payload["facts"]}
    try:
        return payload["sentence"].format_map(words)
    except KeyError:
        return payload["sentence"]


def in_general(verb):
    """What happens with this verb, whoever does it: 'Opened case …'."""
    words = SENTENCES[verb].removeprefix("{actor} ").format_map(defaultdict(lambda: "…"))
    return words[:1].upper() + words[1:]


def breaks_in(events):
    """Yield (event, what is wrong) for the first broken place of each journal; events in journal and sequence order."""
    journal, digest, sequence = None, GENESIS, 0
    broken = None
    for event in events:
        if event.journal != journal:
            journal, digest, sequence, broken = event.journal, GENESIS, 0, None
        wrong = _wrong(event, digest, sequence)
        if wrong and broken is None:
            broken = wrong
            yield event, wrong
        digest, sequence = event.digest, event.sequence


def change_breaks_in(events):
    """Yield (event, what is wrong) where a change, read with its event, is not what the event's header vouches for."""
    for event in events:
        if event.kind == Event.Kind.ACT:
            told = {(name, revision): digest for name, revision, digest in json.loads(event.header)["changes"]}
            kept = {(c.object, c.revision): salted(c.salt, c.before, c.after) for c in event.changes.all() if c.after}
            if not set(kept.items()) <= set(told.items()):
                yield event, "what it changed was rewritten"


def fold(changes):
    """The row's columns as its changes, in order of revision, leave them."""
    row = {}
    for change in changes:
        row |= json.loads(change.after)
    return row


def row_breaks_in(rows, changes):
    """Yield (row, what is wrong) where a row is not what its changes, a list by its reference, make of it."""
    for row in rows:
        told = changes.get(reference(row), [])
        if not told or (told[-1].revision, told[-1].event_id) != (row.revision, row.event_id):
            yield row, "the record does not know this state of it"
        elif all(one.after for one in told) and (other := _unlike(row, fold(told))):
            yield row, f"not as the record tells it: {', '.join(other)}"


def _unlike(row, told):
    """The columns that differ; what was disposed of, kept secret or added since has nothing to be compared with."""
    columns = [one for one in row._meta.concrete_fields if one.attname in told and one.attname not in row.SECRET]
    return [one.name for one in columns if one.to_python(told[one.attname]) != one.to_python(getattr(row, one.attname))]


def _wrong(event, digest, sequence):
    if event.sequence != sequence + 1:
        return f"number {sequence + 1} is missing"
    if event.previous != digest or event.digest != link(digest, event.header):
        return "it does not follow the event before it"
    if event.payload and salted(event.salt, event.payload) != json.loads(event.header)["payload"]:
        return "its details were changed"
    return ""
