"""Settings, read from the environment so that the same code serves a trial on one machine and a county.

DATABASE_URL        postgres://user:password@host:port/name; without it SQLite in var/luoshi.sqlite3
LUOSHI_VAR          folder of the database, uploads and the secret key (default: var/ in the checkout)
LUOSHI_SECRET_KEY   signing key; without it one is made once and kept in LUOSHI_VAR
LUOSHI_HOSTS        host names to answer for, parted by commas (default: this machine only)
LUOSHI_DEMO         1 where the demonstration accounts may be offered on the sign-in page
LUOSHI_TODAY        a fixed day (YYYY-MM-DD) for demonstrations
LUOSHI_MAIL, LUOSHI_SMS  gateways for notices as apprise writes them, with {to} for the address or number
LUOSHI_HTTPS        1 where a proxy in front speaks https: cookies then travel only on it
"""

import os
import secrets
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from luoshi.kernel.today import fix_today

from .checkout import CHECKOUT

VAR = Path(os.environ.get("LUOSHI_VAR", CHECKOUT / "var"))
VAR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    if key := os.environ.get("LUOSHI_SECRET_KEY"):
        return key
    file = VAR / "secret-key"
    try:
        with file.open("x", encoding="ascii") as new:
            new.write(secrets.token_urlsafe(50))
        file.chmod(0o600)
    except FileExistsError:
        pass
    return file.read_text("ascii")


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("LUOSHI_DEBUG") == "1"
DEMO = os.environ.get("LUOSHI_DEMO") == "1"
# An act that was answered survives a power cut; only a demonstration, made anew at will, does without the waiting.
_DURABLE = "NORMAL" if DEMO else "FULL"
if os.environ.get("LUOSHI_TODAY"):
    fix_today(date.fromisoformat(os.environ["LUOSHI_TODAY"]))
ALLOWED_HOSTS = [h for h in os.environ.get("LUOSHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
HTTPS = os.environ.get("LUOSHI_HTTPS") == "1"

# Lower rooms first: manifests, content kinds and template look-ups follow this order.
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "luoshi.registry",
    "luoshi.policy",
    "luoshi.entitlements",
    "luoshi.indicators",
    "luoshi.services",
    "luoshi.projects",
    "luoshi.accountability",
    "luoshi.delivery",
    "luoshi.portal",
    "luoshi.app",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "luoshi.portal.middleware.PolicyHeaders",
    "luoshi.portal.middleware.RequestSize",
    "luoshi.portal.middleware.NoNullCharacters",
    "luoshi.portal.middleware.ExpectedErrors",
]

ROOT_URLCONF = "luoshi.app.urls"
WSGI_APPLICATION = "luoshi.app.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "luoshi.portal.context.frame",
            ],
            "builtins": ["luoshi.portal.templatetags.luoshi"],
        },
    }
]


def _database() -> dict[str, object]:
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if url.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "luoshi.sqlite3",
        "OPTIONS": {
            # Writers queue instead of failing: the lock is taken when a transaction begins, not at its first write.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                f"PRAGMA journal_mode=WAL;PRAGMA synchronous={_DURABLE};PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;"
            ),
        },
        "CONN_MAX_AGE": None,
        # A file: the tests' server and browser use it from several threads, which one in memory does not stand.
        "TEST": {"NAME": VAR / "test.sqlite3"},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "registry.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "luoshi.portal.views.errors.csrf_failure"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = VAR / "evidence"
REGISTERS_ROOT = VAR / "registers"
# Large uploads wait here while they come in: on the disk where they will stay, and where what a killed server left of
# them is swept away.
FILE_UPLOAD_TEMP_DIR = VAR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# A request larger than this is refused before any of it is read.
REQUEST_MAX_BYTES = 120 * 1024 * 1024

# Shared by the worker processes of one server: failed sign-ins are counted over all of them.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR / "cache"}}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
