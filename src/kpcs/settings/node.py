"""Django's settings of a running node, taken from the folder named by ``KPCS_DIR``."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from kpcs.settings.folder import NodeFolder, read_node_folder

NODE: NodeFolder = read_node_folder(Path(os.environ["KPCS_DIR"]).absolute())

SECRET_KEY = (NODE.keys / "django-secret").read_text("ascii").strip()
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
if NODE.public_url and (_host := urlsplit(NODE.public_url).hostname):
    ALLOWED_HOSTS.append(_host)
USE_X_FORWARDED_HOST = False
# cookies travel over TLS only, except on a node that is reached by plain HTTP on this computer
_PLAIN = urlsplit(NODE.public_url).scheme != "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not _PLAIN
# several nodes of a demonstration share the host 127.0.0.1, and cookies ignore ports
SESSION_COOKIE_NAME = f"kpcs-session-{NODE.identity.lower()}"
CSRF_COOKIE_NAME = f"kpcs-csrf-{NODE.identity.lower()}"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # before allauth, whose pages take our templates
    "kpcs.web.ui",
    "allauth",
    "allauth.account",
    "kpcs.office.audit",
    "kpcs.office.accounts",
    "kpcs.office.participants",
    "kpcs.office.exchange",
    "kpcs.office.traders",
    "kpcs.office.certificates",
    "kpcs.office.exports",
    "kpcs.office.imports",
    "kpcs.web.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kpcs.web.portal.acting.OfficeMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.WASM_UNSAFE_EVAL],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

ROOT_URLCONF = "kpcs.settings.urls"
WSGI_APPLICATION = "kpcs.settings.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kpcs.web.portal.context.page",
            ],
        },
    },
]


def _database(node: NodeFolder) -> dict[str, object]:
    if not node.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": node.sqlite,
            "OPTIONS": {
                # an act takes the write lock at its start, so two officers never deadlock half way
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    url = urlsplit(node.database)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": _database(NODE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "kpcs.web.portal.signing_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "kpcs.web.portal.signing_in.SignInForm",
    "change_password": "kpcs.web.portal.signing_in.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("pt", _("Portuguese")),
    ("ru", _("Russian")),
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# a photographed certificate or a scan; anything larger is refused before it is read
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024
# a parcel list has six fields a line, and a large shipment hundreds of lines
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
