"""How people sign in: by name and password. Accounts are made by a supervisor, never by oneself.

Only the addresses listed here exist: no registration, no reset by e-mail (``accounts.operations`` makes and mends
accounts, so that a lost password is a matter between two persons who know each other).
"""

from typing import Any, ClassVar

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

PAGES = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/", views.password_change, name="account_change_password"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
]


class AccountAdapter(DefaultAccountAdapter):
    """Our sentences, and no registration."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This name and this password do not belong together. Enter both again."),
        "enter_current_password": _("Enter the password that you use now."),
        "incorrect_password": _("This is not your password. Enter it again."),
        "account_inactive": _("This account is closed. Ask a supervisor of your office."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then enter name and password again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for himself."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Go on in the language that the account names, until the person chooses another."""
        response = super().post_login(request, user, **kwargs)
        if user.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response


def _without_placeholders(form: forms.Form) -> None:
    # a word inside a box disappears when it is needed
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["login"].label = _("Sign-in name")
        self.fields["password"].label = _("Password")


class NewPasswordForm(ChangePasswordForm):
    """The password now, and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _without_placeholders(self)
        self.fields["oldpassword"].label = _("Password now")
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password, again")
