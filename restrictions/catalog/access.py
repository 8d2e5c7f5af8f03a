"""The measures about premises and services, R10, R11 and R13 to R15, as customers and staff read them."""

from restrictions.catalog.parameters import Parameter
from restrictions.catalog.shapes import ACCESS, YES_NO, Measure, When

ACCESS_MEASURES = (
    Measure(
        code="R10",
        title="Keep away from premises",
        kind=ACCESS,
        parameters=(
            Parameter("premises", "Which premises", "list"),
            Parameter("hours", "Days and hours", required=False, limit=200, hint="Leave empty for all the time"),
            Parameter("buffer", "Area around them", required=False, limit=200),
            Parameter("exceptions", "When they can still come"),
            Parameter("police_copy", "A copy for the police", "choice", required=False, choices=YES_NO),
        ),
        letter=(
            "Please do not come to {premises}.",
            When("hours", "This is for these days and hours: {hours}."),
            When("buffer", "Please also keep away from the area around: {buffer}."),
            "You can still come in these cases: {exceptions}.",
            When("police_copy", "The police have a copy of this letter.", "yes"),
        ),
        can=("Let them in only in these cases: {exceptions}", "Ask them to leave, and call the police if they stay"),
        do_not=("Let them in at {premises} otherwise",),
        subject="premises",
    ),
    Measure(
        code="R11",
        title="Limits on open houses, showings and events",
        kind=ACCESS,
        parameters=(
            Parameter("events", "Which events or properties", "list"),
            Parameter(
                "admission",
                "Can they come?",
                "choice",
                choices=(("no", "No"), ("accompanied", "Only together with one of our staff")),
            ),
            Parameter("alternative", "What we offer instead", limit=300),
        ),
        letter=(
            When("admission", "Please do not come to {events}.", "no"),
            When("admission", "Please come to {events} only together with one of our staff.", "accompanied"),
            "Instead we offer you: {alternative}.",
        ),
        can=(
            "Offer them: {alternative}",
            When("admission", "Go with them to {events} if it has been arranged", "accompanied"),
        ),
        do_not=(
            When("admission", "Let them in at {events}", "no"),
            When("admission", "Let them in alone at {events}", "accompanied"),
        ),
        subject="events",
    ),
    Measure(
        code="R13",
        title="Phone or email blocked or diverted",
        kind=ACCESS,
        parameters=(
            Parameter("sources", "Phone numbers and email addresses", "list"),
            Parameter("diverted_to", "Where they are diverted to", limit=200),
            Parameter("postal_address", "Postal address for appeals and legal notices", required=False, limit=300),
        ),
        letter=(
            "We will not answer calls or messages from {sources}.",
            "They go to {diverted_to}.",
            "We still open and read your mail.",
            When("postal_address", "You can write to us at {postal_address}."),
        ),
        can=("Open their mail and have it read",),
        do_not=("Answer calls or messages from {sources}",),
        needs_second_approval=True,
    ),
    Measure(
        code="R14",
        title="A service limited or suspended",
        kind=ACCESS,
        parameters=(
            Parameter("service", "Which service", limit=200),
            Parameter("extent", "How far", "choice", choices=(("limited", "Limited"), ("suspended", "Suspended"))),
            Parameter("carve_outs", "What they still get"),
        ),
        letter=("For you this service is {extent}: {service}.", "You still get: {carve_outs}."),
        can=("Give them: {carve_outs}",),
        do_not=("Offer a service that is {extent}: {service}",),
    ),
    Measure(
        code="R15",
        title="End of our work for them",
        kind=ACCESS,
        parameters=(
            Parameter("contract", "Which agreement", limit=200),
            Parameter("contract_end", "What the agreement says about ending it"),
            Parameter("contract_ends_on", "The day the agreement ends", "date", required=False),
            Parameter("hand_over", "Hand-over plan", limit=1000, hint="Live offers, deposits and deadlines"),
            Parameter("legal_sign_off", "Legal sign-off: who and when", limit=200),
            Parameter("broker_sign_off", "Broker sign-off: who and when", limit=200),
            Parameter("postal_address", "Postal address for appeals and legal notices", required=False, limit=300),
        ),
        letter=(
            "We are ending this agreement with you: {contract}.",
            "It ends as it says itself: {contract_end}.",
            When("contract_ends_on", "Its last day is {contract_ends_on}."),
            "This is how we hand over our work: {hand_over}.",
            When("postal_address", "You can write to us at {postal_address}."),
        ),
        can=("Follow the hand-over plan: {hand_over}",),
        do_not=("Start new work for them",),
        needs_second_approval=True,
        ending="We will not make a new agreement with you before this ends, on {ends_on}.",
    ),
)
