"""What does the database itself refuse, whoever writes and however: page, admin, ORM or plain SQL?

A model lists its rules in `guards = [...]`; they become triggers named guard_... on both engines. The `migrate` command
installs them, `inventory` compares them, and `violations` asks the same rules of the rows there are.
"""

from conduct.guards.rules import Frozen, Moves, Never, NeverDeleted, Revisioned, declared, violations
from conduct.guards.triggers import Difference, check_guards, install, inventory, lift, require_guards

__all__ = [
    "Difference",
    "Frozen",
    "Moves",
    "Never",
    "NeverDeleted",
    "Revisioned",
    "check_guards",
    "declared",
    "install",
    "inventory",
    "lift",
    "require_guards",
    "violations",
]
