"""The settings of an installation, from the environment. docs/administration.md
lists the variables; without KANS_DEBUG everything is as safe as it can be."""

import shlex
from os import environ
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from kans.site import environment
from kans.site.logs import FORMATS, logging_in
from kans.version import SOURCE_URL as PUBLISHED

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]
IN_CHECKOUT = (CHECKOUT / "pyproject.toml").is_file()

# Where it runs -------------------------------------------------------------

DEBUG = environment.flag("KANS_DEBUG")

# For this machine only, over http: what `make run` sets, and nothing else should.
LOCAL_ONLY = environment.flag("KANS_LOCAL_ONLY")

DATA_DIR = Path(
    environment.text(
        "KANS_DATA_DIR", str(CHECKOUT / "var" if IN_CHECKOUT else Path.cwd())
    )
).absolute()
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = environment.secret("KANS_SECRET_KEY")
if not SECRET_KEY and DEBUG:
    SECRET_KEY = "for-development-only-never-for-data-that-matters-to-anyone"
if not SECRET_KEY:
    message = (
        "KANS_SECRET_KEY is missing: set it to a long random text, keep it secret, "
        "and keep it the same from one start to the next."
    )
    raise ImproperlyConfigured(message)

LOCALHOST = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = LOCALHOST if LOCAL_ONLY else environment.words("KANS_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = environment.words("KANS_TRUSTED_ORIGINS")

# How many proxies stand in front; they end TLS and say who the client is.
PROXIES = environment.number("KANS_PROXIES", 0)

# Who runs a changed Kans says here where its users get the source (AGPL, section 13).
SOURCE_URL = environment.web_address("KANS_SOURCE_URL", PUBLISHED)

# What it is made of --------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "kans.foundation",
    "kans.web",
    "kans.lists",
    "kans.notes",
    "kans.number_series",
    "kans.undo",
    "kans.background",
    "kans.security",
    "kans.team",
    "kans.contacts",
    "kans.trade",
    "kans.customers",
    "kans.opportunities",
    "kans.sales",
    "kans.imports",
    "kans.demo",
    "kans.site",
    "django.forms",
]

MIDDLEWARE = [
    "kans.site.middleware.RequestIdMiddleware",
    "kans.site.middleware.WatchMiddleware",  # before hosts, TLS and sessions count
    "django.middleware.locale.LocaleMiddleware",  # before anything refuses in words
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kans.site.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "kans.web.middleware.RefusalMiddleware",
    "kans.security.middleware.ActorMiddleware",
]

ROOT_URLCONF = "kans.site.urls"
WSGI_APPLICATION = "kans.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "site" / "jinja2"],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "kans.web.jinja.environment",
            "context_processors": [
                "kans.security.sign_in.account_pages",
                "kans.foundation.actions.idempotency.sent_with_forms",
            ],
        },
    },
    {
        # The pages of allauth that have no Jinja2 template of ours.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Where it keeps things -----------------------------------------------------

DATABASES = {
    # Never ATOMIC_REQUESTS: on SQLite every page would take the write lock.
    "default": environment.database(
        environment.text("KANS_DATABASE_URL", "sqlite:///kans.sqlite3"),
        folder=DATA_DIR,
    )
}
# How long a request may take.
REQUEST_SECONDS = environment.number("KANS_REQUEST_SECONDS", 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How long the journal keeps what was deleted whole; then only its figures.
DELETED_KEPT_DAYS = environment.number("KANS_DELETED_KEPT_DAYS", 30)

# How large a file may be that somebody uploads to import.
IMPORT_MOST_MEGABYTES = environment.number("KANS_IMPORT_MOST_MB", 20)
# How long a job that has ended can be looked at.
JOBS_KEPT_DAYS = environment.number("KANS_JOBS_KEPT_DAYS", 90)

# Attachments: outside the database and every folder that is served.
FILES_DIR = DATA_DIR / "files"
ATTACHMENT_BYTES = environment.number("KANS_ATTACHMENT_MB", 25) * 1024 * 1024
# A program that is given the path of a file, and refuses it with an exit code.
SCAN_COMMAND = shlex.split(environment.text("KANS_SCAN_COMMAND"))
# No file of a form is longer: what comes after is read and thrown away.
LARGEST_UPLOAD = max(
    ATTACHMENT_BYTES, IMPORT_MOST_MEGABYTES * 1024 * 1024, 100 * 1024 * 1024
)
FILE_UPLOAD_HANDLERS = [
    "kans.web.uploads.TooLargeIsSkipped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Shared by all processes: the limits on signing in count there.
CACHES = {
    "default": {
        "BACKEND": "kans.web.cache.KeepsWhatHolds",
        "LOCATION": "kans_cache",
    }
}

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # A proxy may serve them: they are no secret.
        "OPTIONS": {
            "file_permissions_mode": 0o644,
            "directory_permissions_mode": 0o755,
        },
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "kans.site.static_files.StaticFiles",
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Languages, dates and numbers ----------------------------------------------

LANGUAGES = [("en", _("English")), ("nl", _("Dutch"))]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"  # of the log; days are those of the company's own time zone
USE_THOUSAND_SEPARATOR = True

# Signing in ----------------------------------------------------------------

AUTH_USER_MODEL = "security.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "kans.security.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # one address each; a new one counts once it is verified
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
USERSESSIONS_TRACK_ACTIVITY = False
# So many from one place: colleagues behind one address of the office share it.
# Passwords and codes of the second step are counted by account and place
# (kans.security.limits).
ACCOUNT_RATE_LIMITS = {"sign_in": "60/m/ip", "login_failed": "60/m/ip"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to whatever address was typed
MFA_FORMS = {
    "authenticate": "kans.security.sign_in.AuthenticateForm",
    "reauthenticate": "kans.security.sign_in.ReauthenticateForm",
    "activate_totp": "kans.security.sign_in.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Kans"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or LOCAL_ONLY

# Who signs in elsewhere is the user with the same, verified e-mail address. Others
# are let in only if KANS_OIDC_JOIN says to which company and as what: cronus:READER.
OIDC_JOIN = environment.text("KANS_OIDC_JOIN")
SOCIALACCOUNT_ADAPTER = "kans.security.sign_in.OtherAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {}
if issuer := environment.text("KANS_OIDC_ISSUER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        # For a provider that does not say that it has verified an address.
        "VERIFIED_EMAIL": environment.flag("KANS_OIDC_TRUST_EMAIL"),
        "APPS": [
            {
                "provider_id": "oidc",
                "name": environment.text("KANS_OIDC_NAME", "OpenID Connect"),
                "client_id": environment.text("KANS_OIDC_CLIENT_ID"),
                "secret": environment.secret("KANS_OIDC_CLIENT_SECRET"),
                "settings": {"server_url": issuer},
            }
        ],
    }

# Safety on the way ---------------------------------------------------------

_tls = not (DEBUG or LOCAL_ONLY)
_year = 31_536_000
SECURE_SSL_REDIRECT = _tls
SECURE_HSTS_SECONDS = environment.number("KANS_HSTS_SECONDS", _year) if _tls else 0
# Other servers below the same name: only who runs them can say so.
SECURE_HSTS_INCLUDE_SUBDOMAINS = _tls and environment.flag("KANS_HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = _tls and environment.flag("KANS_HSTS_PRELOAD")
if SECURE_HSTS_PRELOAD and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    message = "KANS_HSTS_PRELOAD needs KANS_HSTS_SUBDOMAINS: browsers ask for both."
    raise ImproperlyConfigured(message)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # those two are a choice
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SESSION_COOKIE_SECURE = _tls
CSRF_COOKIE_SECURE = _tls
LANGUAGE_COOKIE_SECURE = _tls
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Mail and log --------------------------------------------------------------

_mail = environment.email(
    environment.text("KANS_EMAIL_URL", "smtp://localhost" if _tls else "console:")
)
globals().update(_mail)
# Where the mail server wants a token instead of a password; nothing: it does not.
EMAIL_OAUTH = environment.email_oauth()
DEFAULT_FROM_EMAIL = environment.text("KANS_EMAIL_FROM", "kans@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Who asks for /metrics has to know it; without one there are no figures.
METRICS_TOKEN = environment.long_secret("KANS_METRICS_TOKEN")
METRICS_DIR = DATA_DIR / "metrics"
if METRICS_TOKEN:
    # Read when the library is loaded: the processes add up their figures there.
    environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)
    METRICS_DIR.mkdir(mode=0o700, exist_ok=True)

LOGGING = logging_in(
    environment.choice("KANS_LOG_FORMAT", FORMATS),
    level=environment.text("KANS_LOG_LEVEL", "INFO").upper(),
    secrets=(
        *environment.secrets_read(),
        str(DATABASES["default"].get("PASSWORD", "")),
        str(_mail.get("EMAIL_HOST_PASSWORD", "")),
    ),
)
