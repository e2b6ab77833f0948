"""Texts of allauth that a user can meet, and that our catalogs translate anew."""

from django.utils.translation import gettext_noop

# Its own Dutch is “je”, where Kans says “u”; a catalog of ours goes before its own.
REWORDED = (
    gettext_noop("You must type the same password each time."),
    gettext_noop("Please type your current password."),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("You cannot remove your primary email address."),
    gettext_noop("Your primary email address must be verified."),
    gettext_noop("You cannot deactivate two-factor authentication."),
    gettext_noop(
        "You cannot generate recovery codes without having two-factor authentication "
        "enabled."
    ),
    gettext_noop(
        "You cannot activate two-factor authentication until you have verified your "
        "email address."
    ),
    gettext_noop("Your account has no password set up."),
    gettext_noop("Your account has no verified email address."),
    gettext_noop("You cannot disconnect your last remaining third-party account."),
    gettext_noop(
        "An account already exists with this email address. Please sign in to that "
        "account first, then connect your %s account."
    ),
)
