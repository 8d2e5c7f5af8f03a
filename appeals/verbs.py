"""The verbs of appeals, each with its sentence."""

VERBS: dict[str, str] = {
    "appeal.lodged": "{actor} entered appeal {subject}, received {received_on}; it is to be decided by {decide_by}",
    "appeal.assigned": "{actor} gave appeal {subject} to {officer}, and the customer was told",
    "appeal.added_to": "{actor} added to appeal {subject}: {source}",
    "appeal.withdrawn": "{actor} recorded that the customer took appeal {subject} back",
    "appeal.taken_in_late": "{actor} took the late appeal {subject} in: {reason}",
    "appeal.refused_late": "{actor} did not take the late appeal {subject} in: {reason}",
    "appeal.extended": "{actor} extended appeal {subject} to {until}: {reason}",
    "appeal.stay_answered": "{actor} answered the request to pause in appeal {subject}, {outcome}: {reason}",
    "appeal.decided": "{actor} decided appeal {subject}: {outcome}",
    "appeal.viewed": "{actor} read appeal {subject}",
    "appeal.listed": "{actor} read the list of appeals",
    "appointment.named": "{actor} named {user} to hear appeals of case {subject}: {reason}",
    "appointment.agreed": "{actor} agreed that {user} hears appeals of case {subject}",
}
