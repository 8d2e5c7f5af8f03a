"""The words of the record: every verb with its sentence, told by each app when it starts."""

SENTENCES: dict[str, str] = {}


def speak(sentences):
    """Add an app's verbs, each with its sentence such as '{actor} opened case {subject}'."""
    SENTENCES.update(sentences)
