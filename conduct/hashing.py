"""How are passwords kept? As Django keeps them, except that signing in never rewrites one."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class SteadyPBKDF2(PBKDF2PasswordHasher):
    """Django would save a person again at sign-in when its number of rounds has grown.

    Here a person is saved by acts only, and a sign-in is not one: the save would be refused and nobody could sign in
    after an update of Django. An old hash stays good until its owner chooses a new password.
    """

    def must_update(self, encoded):
        return False
