"""What can be set, by which environment variable, and what stands when it is not. The README lists them all."""

import os
from pathlib import Path
from urllib.parse import quote

import environ

from conduct import configuration

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

env = environ.Env()
env.ENVIRON = {name: value for name, value in os.environ.items() if value}  # what is set to nothing is not set

# Development is the default so that a fresh machine works; conduct/checks.py refuses what would make it unsafe.
DEBUG = env.bool("DEBUG", True)
SECRET_KEY = env.str("SECRET_KEY", "") or configuration.DEVELOPMENT_KEY
CODE_KEY = env.str("CODE_KEY", "") or configuration.DEVELOPMENT_KEY
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000" if DEBUG else "").rstrip("/")
# A development server shows its settings in error pages, so it answers to this machine alone.
ALLOWED_HOSTS = configuration.LOOPBACK if DEBUG else env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
NAMED_LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOG_LEVEL = configuration.log_level(NAMED_LOG_LEVEL)
NAMED_TIME_ZONE = env.str("TIME_ZONE", "America/New_York")
TIME_ZONE = configuration.time_zone(NAMED_TIME_ZONE)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Customer Conduct <conduct@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

ROOT_URLCONF = "conduct.urls"
WSGI_APPLICATION = "conduct.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "conduct.User"

INSTALLED_APPS = [
    "conduct",  # first: it overrides the migrate and check commands
    "cases",
    "restrictions",
    "appeals",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "conduct.health.HealthMiddleware",
    "conduct.proxies.TrustedProxiesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    *([] if DEBUG else ["whitenoise.middleware.WhiteNoiseMiddleware"]),  # runserver serves them in development
    "csp.middleware.CSPMiddleware",
    "conduct.sessions.SlidingSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "conduct.sessions.NoStoreMiddleware",
    "conduct.words.WordsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "conduct.middleware.OrganizationMiddleware",
    "conduct.middleware.RecordMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "conduct.context.shell",
            ],
            "builtins": ["django.templatetags.static", "conduct.templatetags.look", "conduct.templatetags.dates"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# The database
DATABASES = {
    "default": configuration.database(
        env.db_url("DATABASE_URL", f"sqlite:///{quote(str(VAR / 'db.sqlite3'))}"), BASE_DIR
    )
}
# In the database, so that every web process counts failed sign-ins together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "conduct_cache"}}

# Files and mail
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = BASE_DIR / env.str("MEDIA_ROOT", "var/files")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
_mail = configuration.mail(env.email_url("EMAIL_URL", f"filemail:///{quote(str(VAR / 'mail'))}"), BASE_DIR)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _mail["EMAIL_FILE_PATH"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20

# Words and dates: US English, dates in full, a 12-hour clock
LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
FORMAT_MODULE_PATH = "conduct.formats"

# Sign-in
AUTHENTICATION_BACKENDS = ["conduct.backends.MembershipBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["conduct.hashing.SteadyPBKDF2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "conduct.adapter.StaffAccountAdapter"
ACCOUNT_FORMS = {
    "login": "conduct.sign_in.SignInForm",
    "reset_password": "conduct.sign_in.ResetForm",
    "reset_password_from_key": "conduct.sign_in.NewPasswordForm",
    "change_password": "conduct.sign_in.ChangeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, with an address the organization knows
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other devices are signed out anyway: their session held the old password
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False

# Cookies and headers. The __Host- prefix ties a cookie to this host over https; plain http cannot carry it.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_NAME = "session" if DEBUG else "__Host-session"
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_NAME = "csrf" if DEBUG else "__Host-csrf"
CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "conduct.words.refused_key"
WRITER_COOKIE_NAME = "writer" if DEBUG else "__Host-writer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG
# Believed only from TRUSTED_PROXIES: conduct/proxies.py removes the header from everybody else's requests.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = configuration.logging(LOG_LEVEL)
