"""The house, seen from its rules: each move has its act, each verb its event, each rule its clause and its test."""

import ast
import re
from functools import cache

import pytest
from django.apps import apps
from django.db import connection

from conduct import guards
from conduct.audit_words import SENTENCES
from conduct.guards import Frozen, Moves, NeverDeleted, Revisioned, triggers
from conduct.lifecycle import Lifecycle
from conduct.recording import Recorded
from tests.test_house import APPS, ROOT, of_layers, sources, tree
from tests.test_readme import mapped

# By which act each move of each table happens.
STEPS = {
    "IncidentReport": {
        "triage_report": ["sent > no_action", "sent > informal", "sent > linked", "sent > duplicate"],
        "follow_up": ["informal > no_action", "informal > linked", "no_action > linked"],
        "confirm_voiding": ["sent > void", "informal > void", "no_action > void", "linked > void"],
    },
    "Case": {
        "resolve_informally": ["open > informal"],
        "issue_warning": ["open > warned", "informal > warned"],
        "decide_dispute": ["warned > informal"],
        "refer_case": ["open > review", "informal > review", "warned > review", "decided > review"],
        "decide": ["review > open", "review > decided", "review > closed"],
        "close_case": ["open > closed", "informal > closed", "warned > closed", "decided > closed"],
        "reopen_case": ["closed > open"],
    },
    "Review": {
        "ask_for_information": ["open > asked"],
        "give_information": ["asked > open"],
        "save_review": ["proposed > open"],
        "decide": ["open > proposed", "open > decided", "proposed > decided"],
    },
    "Appeal": {
        "assign_appeal": ["received > under_review"],
        "withdraw_appeal": ["received > withdrawn", "under_review > withdrawn"],
        "refuse_late": ["under_review > late_refused"],
        "decide_appeal": ["under_review > decided"],
    },
}
# What the database refuses besides; a rule that goes or comes is a change of the procedure, so it is written here too.
GUARDS = """
    customer_merged_once report_keeps_its_case matter_keeps_its_case review_keeps_its_case appointment_frozen
    appointment_agreed_once appeal_judged_by_right
    event_frozen event_follows change_frozen membership_frozen membership_approval_frozen membership_ending_frozen
    voiding_frozen voiding_answered_once stored_file_frozen outbox_frozen reminder_frozen
    calendar_link_frozen calendar_link_revoked_once addendum_frozen
    evidence_frozen staff_tie_frozen case_moves case_identity_frozen case_note_frozen restricted_note_frozen
    report_frozen report_moves triage_frozen department_answer_frozen reporter_question_frozen
    reporter_answer_frozen letter_frozen delivery_frozen warning_frozen
    answer_frozen matter_answer_frozen effort_frozen review_moves review_frozen reviewmatter_closed_with_the_review
    review_matter_of_its_case revieweffort_closed_with_the_review review_effort_of_its_case
    reviewreport_closed_with_the_review review_report_of_its_case reviewdepartment_closed_with_the_review
    draftmeasure_closed_with_the_review proposal_frozen decision_frozen decision_issued_once
    decision_letter_is_its_own decision_tells_or_says_why decision_by_a_director decision_seconded_by_a_director
    decision_by_somebody_active decision_independent decision_independent_of_reports
    decision_untied decision_untied_to_a_representative
    decision_of_one_file decision_closes_its_review decision_preconditions decision_evidence decision_second
    decision_basis ending_frozen ending_never_after_set_aside restriction_extends_its_kind pause_frozen
    pause_ended_once pause_never_of_a_reserve standing_never_a_reserve lapse_frozen notice_frozen notice_of_its_case
    notice_reading_frozen notice_acknowledged_once telling_frozen stood_down_as_told
    interim_frozen interim_letter_once interim_within_any_cap interim_issued_again_once interim_by_who_may
    interim_independent interim_independent_of_its_report interim_confirmed_independently interim_ended_independently
    reconsidered_independently reassessment_independent breach_decided_independently
    interim_of_one_file interim_confirmation_frozen interim_confirmed_by_a_director interim_confirmed_by_another
    interim_confirmed_in_time interim_never_confirmed_after_its_end interim_ending_frozen
    interim_converted_by_its_decision interim_contact_frozen reconsideration_words_frozen
    reconsideration_answered_once reconsidered_by_another restriction_frozen restriction_decided
    restriction_before_the_letter restriction_activated_upon_a_breach term_frozen term_never_longer term_within_any_cap
    term_reserve_stays_held term_within_what_was_held term_never_overlaps
    term_never_after_the_ending appeal_moves appeal_words_frozen appeal_closed_frozen appeal_extended_once
    appeal_of_one_file appeal_given_to_somebody_new appeal_not_given_below appeal_not_given_to_a_tie
    appeal_heard_by_right appeal_decided_whole appeal_judged_by_somebody_new
    appeal_judged_new_to_reports appeal_judged_untied finding_frozen
    finding_before_the_close appealoutcome_frozen appealoutcome_before_the_close appeal_outcome_of_its_letter
    appeal_outcome_never_longer appeal_statement_frozen
    invitation_frozen invitation_by_its_letter reassessment_frozen reassessment_by_a_director
    reassessment_before_the_end
    breach_frozen breach_while_in_force breach_of_its_customer breach_decision_frozen breach_decided_by_a_director
    breach_decided_by_another breach_decided_in_turn overlooked_frozen
    support_frozen support_answered_once
    contact_frozen contact_of_its_terms contact_step_frozen contact_step_for_a_find
    category_frozen policy_version_frozen wording_frozen
"""
RECORDERS = {"record", "record_access", "seen", "note"}
VERB = re.compile(r"[a-z_]+\.[a-z_]+")


# Which function leads to which, read off the source


def module_of(path):
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def sources_of_tests():
    return {p.relative_to(ROOT).as_posix(): p.read_text() for p in sorted((ROOT / "tests").rglob("*.py"))}


@cache
def names_of(path):
    """{name in the file: what it stands for, with its module}, for imports and for functions of its own."""
    module, known = module_of(path), {}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            known |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        if isinstance(node, ast.Import):
            known |= {a.asname or a.name: a.name for a in node.names}
    return known | {name: f"{module}.{name}" for name, _ in tops(path)}


def tops(path):
    """(name, node) of everything a file defines at its top: functions, classes and constants."""
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
    yield from constants_of(path).items()


def named_within(node, path):
    """Everything a piece of code names, each with its module: `policy.reasons_not_to_add`, a dotted path in quotes."""
    known = names_of(path)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value.count(".") > 1:
            yield inner.value
        if isinstance(inner, ast.Name | ast.Attribute):
            first, _, rest = ast.unparse(inner).partition(".")
            if first in known:
                yield f"{known[first]}.{rest}" if rest else known[first]


@cache
def calls():
    """{name with its module: everything it names}, for what stands at the top of our files."""
    return {
        f"{module_of(path)}.{name}": set(named_within(node, path)) for path in sources() for name, node in tops(path)
    }


def reached_from(names):
    """Every function of ours that these lead to, themselves included."""
    found, waiting = set(), set(names)
    while waiting:
        found |= waiting
        waiting = {name for one in waiting for name in calls().get(one, ())} - found
    return found


@cache
def acts():
    """{act: its full name}."""
    return {
        node.name: f"{module_of(path)}.{node.name}"
        for path in of_layers("actions")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(one) == "act" for one in node.decorator_list)
    }


# Moves


@cache
def becoming():
    """{function with its module: the states it moves something to, such as 'Case.CLOSED'}."""
    found = {}
    for path in of_layers("actions"):
        values = constants_of(path)
        for node in tree(path).body:
            for inner in ast.walk(node) if isinstance(node, ast.FunctionDef) else ():
                if isinstance(inner, ast.Call) and ast.unparse(inner.func).endswith(".become"):
                    found.setdefault(f"{module_of(path)}.{node.name}", set()).update(states_in(inner.args[0], values))
    return found


def constants_of(path):
    """{name: value} of what a file sets at its top, also several at once."""
    found = {}
    for node in tree(path).body:
        if isinstance(node, ast.Assign):
            pairs = (node.targets[0], node.value)
            several = all(isinstance(side, ast.Tuple) for side in pairs)
            names, values = (side.elts if several else [side] for side in pairs)
            found |= {ast.unparse(name): value for name, value in zip(names, values, strict=True)}
    return found


def states_in(node, values):
    """The states an argument can be: written out, or looked up in a table of its file."""
    if isinstance(node, ast.Subscript):
        node = values[ast.unparse(node.value)]
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute):
            owner, _, state = ast.unparse(inner).rpartition(".")
            owner = ast.unparse(values[owner]) if owner in values else owner
            if owner.endswith(".Status"):
                yield f"{owner.removesuffix('.Status')}.{state}"


def tables():
    """Every model of ours with a table of moves."""
    return [model for model in apps.get_models() if issubclass(model, Lifecycle) and model._meta.app_label in APPS]


@pytest.mark.parametrize("model", tables(), ids=lambda model: model.__name__)
def test_every_move_of_a_table_is_made_by_an_act(model):
    possible = {f"{here} > {there}" for here, ends in model.MOVES.items() for there in ends}
    made = [step for steps in STEPS[model.__name__].values() for step in steps]

    assert len(made) == len(set(made))
    assert {"no act makes": possible - set(made), "not in the table": set(made) - possible} == {
        "no act makes": set(),
        "not in the table": set(),
    }


@pytest.mark.parametrize(("model", "act"), [(model, act) for model, steps in STEPS.items() for act in steps])
def test_an_act_makes_the_moves_it_stands_for_and_is_tried(model, act):
    reached = {state for name in reached_from([acts()[act]]) for state in becoming().get(name, ())}
    wanted = {f"{model}.{step.partition(' > ')[2].upper()}" for step in STEPS[model][act]}

    assert wanted <= reached
    assert acts()[act] in reached_from_tests()


def test_every_place_that_moves_something_belongs_to_an_act():
    listed = reached_from(acts()[act] for steps in STEPS.values() for act in steps)

    assert sorted(set(becoming()) - listed) == []


# Verbs


def verbs_recorded():
    """{verb: where} of every event the code writes by that name."""
    found = {}
    for path in (path for path in sources() if not path.endswith("verbs.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in SENTENCES:
                found.setdefault(node.value, f"{path}:{node.lineno}")
    return found


def test_every_verb_with_a_sentence_is_recorded_somewhere():
    told = {verb for verb in SENTENCES if not verb.startswith("test.")}

    assert sorted(told - set(verbs_recorded())) == []


def test_every_verb_that_is_recorded_has_a_sentence():
    silent = [
        f"{path}:{node.lineno} {one.value}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in RECORDERS
        for one in node.args
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and VERB.fullmatch(one.value)
        if one.value not in SENTENCES
    ]

    assert silent == []


def test_every_verb_belongs_to_a_noun_and_happened():
    assert [verb for verb in SENTENCES if not VERB.fullmatch(verb)] == []
    assert [verb for verb, sentence in SENTENCES.items() if not sentence.strip() or sentence.endswith(".")] == []


# Rules


@cache
def rules():
    """{(file, function)} of every policy function that says what stands against something: those that yield reasons."""
    return {
        (path, node.name)
        for path in of_layers("policy")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(node))
    }


@cache
def reached_from_tests():
    """Every function of ours that some test leads to, by name and through what it calls."""
    return reached_from(name for path in sources_of_tests() for name in named_within(tree(path), path))


@cache
def behind_doors():
    """What a page, the admin site, a setting or another app's start leads to; tests open these by their addresses."""
    doors = [path for path in sources() if path.endswith(("urls.py", "apps.py", "settings.py")) or "/admin" in path]
    return reached_from(name for path in doors for name in named_within(tree(path), path))


def test_every_rule_is_named_in_a_map_of_the_readme():
    assert sorted(rules() - set(mapped(1))) == []


def test_every_rule_is_used_in_a_test():
    unused = [f"{path}: {name}" for path, name in rules() if f"{module_of(path)}.{name}" not in reached_from_tests()]

    assert sorted(unused) == []


def test_every_rule_is_asked_by_an_act():
    asked = reached_from(acts().values())

    assert sorted(f"{path}: {name}" for path, name in rules() if f"{module_of(path)}.{name}" not in asked) == []


def test_every_act_is_used_in_a_test_or_behind_a_page():
    used = reached_from_tests() | behind_doors()

    assert sorted(name for name, full in acts().items() if full not in used) == []


# Guards


def names_of_guards():
    """The names of the guards of our models, those aside that every recorded table has."""
    toys = {guard.name for guard in guards.declared() if model_of(guard)._meta.app_label not in APPS}
    return {guard.name for guard in guards.declared() if not isinstance(guard, Revisioned | NeverDeleted)} - toys


def model_of(guard):
    return getattr(guard, "model", None) or next(iter(guard.watches))


def recorded_models():
    return [model for model in apps.get_models() if issubclass(model, Recorded) and model._meta.app_label in APPS]


@pytest.mark.django_db
def test_the_guards_in_the_database_are_those_that_are_declared():
    assert sorted(triggers.present(connection)) == sorted(triggers.triggers(connection))
    assert not guards.inventory(connection)


@pytest.mark.django_db
def test_no_row_the_product_ships_breaks_a_guard():
    assert list(guards.violations()) == []


@pytest.mark.parametrize("shape", [Revisioned, NeverDeleted])
def test_every_recorded_table_has_a_guard_of_both_shapes(shape):
    guarded = {guard.model for guard in guards.declared() if isinstance(guard, shape)}

    assert [model.__name__ for model in recorded_models() if model not in guarded] == []


def test_every_table_of_moves_is_held_by_the_database_too():
    held = {guard.model: guard.table for guard in guards.declared() if isinstance(guard, Moves)}

    assert [model.__name__ for model in tables() if held.get(model) != model.MOVES] == []


def test_the_guards_are_the_expected_ones():
    assert sorted(names_of_guards()) == sorted(GUARDS.split())


def test_what_was_written_for_good_is_frozen():
    frozen = {guard.model.__name__ for guard in guards.declared() if isinstance(guard, Frozen)}
    sent = "Event Change IncidentReport Addendum Evidence Triage CaseNote RestrictedNote MatterAnswer Effort"
    decided = "Warning Letter Decision Restriction Term Ending Pause Lapse DepartmentNotice Appeal"

    assert set(f"{sent} {decided}".split()) - frozen == set()
