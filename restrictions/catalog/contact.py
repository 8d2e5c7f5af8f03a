"""The measures about contact, R01 to R09, R12, R16 and R17, as customers and staff read them (process 2.7)."""

from restrictions.catalog.parameters import Parameter
from restrictions.catalog.shapes import CONTACT, PERIODS, ROUTE_CHOICES, ROUTES, Measure, When


def times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def business_days(n: int) -> str:
    return "1 business day" if n == 1 else f"{n} business days"


def minutes(n: int) -> str:
    return "1 minute" if n == 1 else f"{n} minutes"


CONTACT_MEASURES = (
    Measure(
        code="R01",
        title="One named contact",
        kind=CONTACT,
        parameters=(
            Parameter("liaison", "Named contact", "person"),
            Parameter("deputy", "Who stands in", "person", hint="For days when the named contact is away"),
            Parameter("channels", "Ways to reach the contact", "list", choices=ROUTE_CHOICES, words=ROUTES),
            Parameter("reach", "Phone, email or address of the contact", required=False, limit=200),
        ),
        letter=(
            "Please contact us only through {liaison}, {channels}.",
            "When {liaison} is away, {deputy} stands in.",
            When("reach", "This is how to reach them: {reach}."),
        ),
        can=("Take a message and pass it to {liaison}, or to {deputy} when {liaison} is away",),
        do_not=("Deal with their request yourself",),
    ),
    Measure(
        code="R02",
        title="Contact in writing only",
        kind=CONTACT,
        parameters=(
            Parameter(
                "medium", "How they can write", "choice", choices=(("email", "Email"), ("post", "Post")), words=ROUTES
            ),
            Parameter("address", "Email or postal address to write to", limit=200),
            Parameter("reply_days", "Business days for our reply", "number", highest=30, counted=business_days),
        ),
        letter=(
            "Please contact us in writing only, {medium} to {address}.",
            "We will not answer phone calls, voicemail or messages sent another way.",
            "We will reply within {reply_days}.",
        ),
        can=("Ask them to write {medium} to {address}",),
        do_not=("Talk about their matter by phone", "Answer messages sent another way"),
    ),
    Measure(
        code="R03",
        title="A limit on how often or how long",
        kind=CONTACT,
        parameters=(
            Parameter(
                "contacts",
                "What is limited",
                "choice",
                choices=(("calls", "Calls"), ("messages", "Messages"), ("visits", "Visits"), ("all", "All contacts")),
                words={"calls": "call us", "messages": "write to us", "visits": "visit us", "all": "contact us"},
            ),
            Parameter("count", "How many times", "number", highest=50, counted=times),
            Parameter("period", "In each", "choice", choices=PERIODS),
            Parameter(
                "minutes", "Minutes for each call or visit", "number", required=False, highest=120, counted=minutes
            ),
            Parameter("window", "Days and hours", required=False, limit=200, hint="Mondays from 9 to 11 AM"),
        ),
        letter=(
            "You can {contacts} {count} a {period}.",
            When("minutes", "Each time can last {minutes}."),
            When("window", "The days and hours are: {window}."),
        ),
        can=("Help them within the limit: they can {contacts} {count} a {period}",),
        do_not=(
            "Go beyond the limit",
            When("minutes", "Go on for longer than {minutes}"),
            When("window", "Help outside these days and hours: {window}"),
        ),
    ),
    Measure(
        code="R04",
        title="No contact with named staff",
        kind=CONTACT,
        parameters=(
            Parameter("staff", "Staff they are asked not to contact", "list"),
            Parameter("replacement", "Who helps instead", "person"),
            # The letter names these people, so each of them has to have agreed.
            Parameter("consent", "How each of them agreed to be named", limit=300),
        ),
        letter=("Please do not contact {staff}.", "{replacement} will help you instead."),
        can=("Pass them to {replacement}",),
        do_not=("Put them through to {staff}", "Say when {staff} will be in"),
    ),
    Measure(
        code="R05",
        title="No more letters on a closed matter",
        kind=CONTACT,
        parameters=(
            Parameter("matter", "The closed matter", limit=200, hint="As the letter names it: deposit refund R-20518"),
            Parameter(
                "treatment",
                "What we do with what they send",
                "choice",
                choices=(("read_and_filed", "Read and filed, answered only if it brings new facts"),),
            ),
        ),
        letter=(
            "We have dealt with {matter}, and it is closed.",
            "We will read and file what you send us about it.",
            "We will answer only if it brings new facts.",
        ),
        can=("Help them with anything else", "Take what they send about {matter} and have it read"),
        do_not=("Discuss {matter}",),
        subject="matter",
    ),
    Measure(
        code="R06",
        title="A limit on requests or documents",
        kind=CONTACT,
        parameters=(
            Parameter("count", "How many", "number"),
            Parameter("period", "In each", "choice", choices=PERIODS),
            Parameter(
                "of_what", "Of what", "choice", choices=(("requests", "New requests"), ("documents", "Documents"))
            ),
        ),
        letter=(
            "Please keep to this limit for {of_what}: {count} a {period}.",
            "What goes beyond it waits for the next {period}.",
        ),
        can=("Take {of_what} within the limit: {count} a {period}",),
        do_not=("Start on {of_what} beyond the limit before the next {period}",),
    ),
    Measure(
        code="R07",
        title="Visits by appointment only",
        kind=CONTACT,
        parameters=(
            Parameter("place", "Where", limit=200),
            Parameter("notice_days", "Business days to ask ahead", "number", highest=15, counted=business_days),
        ),
        letter=("Please come to {place} only with an appointment.", "Ask for one at least {notice_days} ahead."),
        can=("See them if they have an appointment", "Book an appointment at {place}, at least {notice_days} ahead"),
        do_not=("See them without an appointment",),
    ),
    Measure(
        code="R08",
        title="Meetings with more than one of us",
        kind=CONTACT,
        parameters=(
            Parameter("staff_count", "How many of our staff are there", "number", lowest=2, highest=5),
            Parameter("place", "Where", limit=200),
        ),
        letter=("When you meet us, {staff_count} of our staff will be there.", "We meet at {place} only."),
        can=("Meet them at {place} with {staff_count} staff there",),
        do_not=("Meet them alone", "Meet them anywhere else"),
    ),
    Measure(
        code="R09",
        title="Contact through a representative",
        kind=CONTACT,
        parameters=(
            Parameter("who", "Who speaks for them", "person"),
            Parameter("consent", "Where the written consent is kept", limit=200),
        ),
        letter=("Please contact us through {who}, who has agreed to speak for you.",),
        can=("Talk with {who} about their matters",),
        do_not=("Discuss their matters with them directly",),
    ),
    Measure(
        code="R12",
        title="Limits on online channels",
        kind=CONTACT,
        parameters=(
            Parameter(
                "channels",
                "Which channels",
                "list",
                choices=(
                    ("portal", "Customer portal"),
                    ("website", "Comments on our website"),
                    ("social", "Our social media pages"),
                    ("chat", "Online chat"),
                ),
                words={
                    "portal": "our customer portal",
                    "website": "our website",
                    "social": "our social media pages",
                    "chat": "our online chat",
                },
            ),
            Parameter(
                "action",
                "What we do there",
                "choice",
                choices=(("hide", "Hide posts"), ("block", "Block"), ("read_first", "Read posts before they are seen")),
            ),
        ),
        letter=(
            When("action", "We will hide what you post on {channels}.", "hide"),
            When("action", "You cannot use {channels}.", "block"),
            When("action", "We will read what you post on {channels} before others can see it.", "read_first"),
        ),
        can=("Tell them which other ways to reach us are open",),
        do_not=(
            When("action", "Show what they post on {channels}", "hide"),
            When("action", "Let them use {channels}", "block"),
            When("action", "Show what they post on {channels} before it has been read", "read_first"),
        ),
        subject="channels",
    ),
    Measure(
        code="R16",
        title="Access on conditions",
        kind=CONTACT,
        parameters=(
            Parameter("conditions", "Conditions"),
            Parameter("agreement", "Where the signed agreement is kept", required=False, limit=200),
        ),
        letter=("We will go on working with you on these conditions: {conditions}.",),
        can=("Help them while they keep to this: {conditions}",),
        do_not=("Change the conditions yourself",),
    ),
    Measure(
        code="R17",
        title="Another measure",
        kind=CONTACT,
        parameters=(
            Parameter("text", "The measure, as the letter says it", limit=1000),
            # Free words could close a way to reach us without anybody noticing, so it is asked.
            Parameter(
                "closes",
                "Which ways to reach us does it close?",
                "list",
                choices=(*ROUTE_CHOICES, ("none", "None of these")),
            ),
            Parameter("why_not", "Why none of R01 to R16 is enough"),
        ),
        letter=("{text}.",),
        can=("Keep to this: {text}",),
    ),
)
