"""Settings of the portal. Everything that differs between installations comes from the environment."""

import json
import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy
from redis.backoff import NoBackoff
from redis.retry import Retry

from core import local_servers

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PORTAL_VAR = Path(env("PORTAL_VAR", default=str(BASE_DIR / "var"))).resolve()
# What ./run started, if it did; an explicit environment variable always wins.
LOCAL = local_servers.running_urls(PORTAL_VAR)


def given(name: str, default: str = "") -> str:
    """The setting `name` from the environment, else from the local servers of PORTAL_VAR."""
    return os.environ.get(name) or LOCAL.get(name) or default


SECRETS = local_servers.secrets(PORTAL_VAR) if not env("PORTAL_SECRET_KEY", default="") else {}

DEBUG = env.bool("PORTAL_DEBUG", default=False)
SECRET_KEY = env("PORTAL_SECRET_KEY", default="") or SECRETS["PORTAL_SECRET_KEY"]
# {"current": key id, "keys": {key id: base64 of 32 bytes}, "index": base64 of 32 bytes}
PORTAL_FIELD_KEYS: dict[str, Any] = json.loads(env("PORTAL_FIELD_KEYS", default="") or SECRETS["PORTAL_FIELD_KEYS"])
ALLOWED_HOSTS = env.list("PORTAL_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("PORTAL_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "core.static_files.PortalStaticFiles",  # django.contrib.staticfiles
    "django.contrib.postgres",
    "django.forms",  # its templates, which FORM_RENDERER reads beside ours
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "axes",
    "core",
    "catalogs",
    "areas",
    "accounts",
    "committees",
    "households",
    "programs",
    "disbursement",
    "inspections",
    "reports",
    "demo",
    "django.contrib.auth",  # below ours: accounts has its own word on `createsuperuser`
]

MIDDLEWARE = [
    "core.proxies.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.compression.CompressedPagesMiddleware",
    "core.clean_query.CleanQueryMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.AccessMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "core.forms.PortalRenderer"

# --- database -------------------------------------------------------------------------------------------
# Three logins (docs/decisions/0002): `web` sees by area only, `worker` may take portal_system, `owner` migrates.
DATABASE_LOGIN = env("PORTAL_DB_LOGIN", default="worker")
_DATABASE_URLS = {
    "web": given("DATABASE_URL"),
    "worker": given("DATABASE_WORKER_URL") or given("DATABASE_URL"),
    "owner": given("DATABASE_OWNER_URL"),
}


def database(url: str) -> dict[str, Any]:
    """Connection settings for one login; every connection speaks in Vietnamese time (design 3.8)."""
    if not url:
        # No server: `manage.py check` and the static checks still work, a query says what is missing.
        url = "postgres://portal@127.0.0.1:1/portal"
    return {
        **environ.Env.db_url_config(url),
        "ENGINE": "core.db.postgresql",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.int("PORTAL_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "TIME_ZONE": "Asia/Ho_Chi_Minh",
        "OPTIONS": {"connect_timeout": 5},
    }


DATABASES = {"default": database(_DATABASE_URLS[DATABASE_LOGIN])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- broker, cache --------------------------------------------------------------------------------------
REDIS_URL = given("REDIS_URL", "redis://127.0.0.1:1/0")
CACHES = {
    "default": {
        "BACKEND": "core.cache.RedisCache",
        "LOCATION": given("CACHE_URL") or local_servers.next_database(REDIS_URL),
        # One try: the client's own three with growing pauses would hold a page for seconds.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)},
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 3000
CELERY_TASK_SOFT_TIME_LIMIT = 2700
# A page that sends a job waits a moment for the broker and no more: what was not sent is swept up (core.jobs).
_PATIENCE = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    **(_PATIENCE if DATABASE_LOGIN == "web" else {"socket_timeout": 5, "socket_connect_timeout": 2}),
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Address space of each process of the bulk worker (core.worker_memory); 0 for no limit.
PORTAL_BULK_MEMORY_MB = env.int("PORTAL_BULK_MEMORY_MB", default=2048)

# --- people ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.UnlikeThePerson"},
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.Uncommon"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "core.views.errors.stale_form"
# Behind TLS (docs/how-to/deploy.md): secure cookies, HSTS and the proxy's word for https.
PORTAL_TLS = env.bool("PORTAL_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PORTAL_TLS
SECURE_HSTS_SECONDS = 31_536_000 if PORTAL_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PORTAL_TLS
# Whose word is taken for the client's address (core.proxies): a number of proxies, or their addresses and networks.
PORTAL_TRUSTED_PROXIES = env.list("PORTAL_TRUSTED_PROXIES", default=[])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PORTAL_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "worker-src": [SELF],
        "manifest-src": [SELF],
    }
}

# --- language and formats -------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
FILTERS_EMPTY_CHOICE_LABEL = gettext_lazy("Tất cả")
USE_THOUSAND_SEPARATOR = False  # years and ids stay as they are; figures go through the `portal` filters
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- files ----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Where ./run and a deployment collect them (core.static_files); without it they are served from where they are.
_STATIC_ROOT = env("PORTAL_STATIC_ROOT", default="")
STATIC_COLLECTED = bool(_STATIC_ROOT) and not DEBUG
STATIC_ROOT = Path(_STATIC_ROOT or PORTAL_VAR / "static").resolve()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "core.static_files.HashedFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.finders.NodePackagesFinder",
]
# Served one by one from node_modules (design 8): name in our pages -> file of the package.
NODE_FILES = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/echarts.common.min.js": "echarts/dist/echarts.common.min.js",
    "vendor/echarts.min.js": "echarts/dist/echarts.min.js",
    "vendor/idb-keyval.js": "idb-keyval/dist/index.js",
}
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 60 if DEBUG else 3600
# Uploads and results live outside the web root and leave only through a view that asks for the right.
MEDIA_ROOT = Path(env("PORTAL_FILES", default=str(PORTAL_VAR / "files")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
PORTAL_UPLOAD_LIMIT = 10 * 1024 * 1024

# --- mail, demonstration --------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="dummymail://")
vars().update(EMAIL_CONFIG)
PORTAL_SENDS_MAIL = bool(env("EMAIL_URL", default=""))

# --- REST -----------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api_auth.ApiClientAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api_auth.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"api": "600/min"},
    "EXCEPTION_HANDLER": "core.api.problem_json",
    "NUM_PROXIES": 0,  # throttles count by REMOTE_ADDR, which core.proxies has set
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "COERCE_DECIMAL_TO_STRING": True,
    "URL_FORMAT_OVERRIDE": None,  # `format=` chooses among our own files (reports.api)
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cổng quản lý giảm nghèo – REST API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# --- logs -----------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("PORTAL_LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}},
}

SILENCED_SYSTEM_CHECKS = ["axes.W003"]
