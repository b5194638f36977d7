"""Django's settings; everything that differs between installations comes from the environment and the home."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from regard.foundation import logs
from regard.foundation.databases import database_settings
from regard.foundation.home import the_home
from regard.foundation.languages import LANGUAGES as KNOWN_LANGUAGES

HOME = the_home()
_HERE = Path(__file__).parent

DEBUG = logs.is_open()
SECRET_KEY = HOME.web_secret()
ALLOWED_HOSTS = os.environ.get("REGARD_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("REGARD_ORIGINS", "").split(",") if origin]
_HTTPS = os.environ.get("REGARD_HTTPS") == "1"
HEALTH_HOLDS_SECONDS = 5.0
METRICS = os.environ.get("REGARD_METRICS", "token")

INSTALLED_APPS = [
    "regard.foundation.apps.Foundation",
    "regard.company.apps.Company",
    "regard.data_use.apps.DataUse",
    "regard.record.apps.Record",
    "regard.customers.apps.Customers",
    "regard.episodes.apps.Episodes",
    "regard.overview.apps.Overview",
    "regard.groups.apps.Groups",
    "regard.web.apps.Web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "regard.web.measured.Measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "regard.web.languages.LanguageOfStaff",
    "regard.web.zone.ReportZone",
    # Closed unless a view says otherwise: a page somebody forgets to guard shows nothing.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "regard.web.mistakes.Mistakes",
]

ROOT_URLCONF = "regard.web.urls"
CSRF_FAILURE_VIEW = "regard.web.mistakes.forbidden"
WSGI_APPLICATION = "regard.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "regard.web.frame.frame",
            ],
            "builtins": ["regard.web.templatetags.telling", "django.templatetags.i18n"],
        },
    },
]
FORM_RENDERER = "regard.web.forms.Forms"

DATABASES = database_settings(HOME)
DATABASE_ROUTERS = ["regard.foundation.databases.LogRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "company.StaffMember"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "regard.web.signin.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# Mail is not set up in a fresh home, and nothing here depends on it.
ACCOUNT_EMAIL_NOTIFICATIONS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Regard"
# Addresses are given by an administrator, not claimed by the one who signs in.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Without https a passkey works on localhost only, which is where browsers allow it.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
X_FRAME_OPTIONS = "DENY"

# Nothing from outside, nothing inline: what a page needs is a file served from here.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # The square code of the authenticator app is a data: image.
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = KNOWN_LANGUAGES
LOCALE_PATHS = [_HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATICFILES_DIRS = [_HERE / "static"]
# Files are served by name from the packages they come in; nothing has to be collected before a first start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

FILE_UPLOAD_TEMP_DIR = str(HOME.inbox) if HOME.inbox.is_dir() else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = logs.settings(HOME, debug=DEBUG)
