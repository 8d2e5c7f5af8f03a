"""The verbs of reports, cases, customers and letters, each with its sentence."""

VERBS: dict[str, str] = {
    "letter.sent": "The letter {subject} went by {way}",
    "letter.returned": "The letter {subject} came back: {reason}",
    "letter.sent_again": "{actor} sent the letter {subject} again by {way}",
}
