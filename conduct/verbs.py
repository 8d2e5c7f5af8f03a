"""The verbs of the shared floor, each with its sentence."""

VERBS = {
    "access.signed_in": "{actor} signed in",
    "access.signed_out": "{actor} signed out",
    "access.sign_in_failed": "A sign-in for {subject} failed",
    "access.refused": "{actor} was refused {path}",
    "act.refused": "{actor} could not {act}: {reasons}",
    "record.viewed": "{actor} read {subject} in the admin site",
    "record.exported": "{actor} exported {rows} rows of the record, for: {why}",
    "user.added": "{actor} added {subject}",
    "user.changed": "{actor} changed {subject}",
    "user.password_set": "{actor} set the password of {subject}",
    "user.deactivated": "{actor} deactivated {subject}",
    "user.policy_read": "{actor} read the policy",
    "role.granted": "{actor} granted {role} to {subject}",
    "role.approved": "{actor} approved {role} for {subject}",
    "role.ended": "{actor} ended {role} of {subject}",
    "organization.founded": "The organization was set up",
    "settings.changed": "{actor} changed {what}",
    "file.withheld": "{actor} withheld {subject}: {reason}",
    "message.sent": "The message {title} was sent",
    "message.failed": "The message {title} could not be sent",
}
