"""The settings of an installation, with what tests and mypy need otherwise."""

import os

os.environ.setdefault("KANS_SECRET_KEY", "for-tests-only")

from kans.site.settings import *  # noqa: F403
from kans.site.settings import DATA_DIR, DATABASES, STORAGES

# A password check that takes no time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Tests serve static files where they lie, under their own names.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

# A file, not memory: WAL and its locks take part in the tests.
# The database itself is migrated, and tests work on copies of it.
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
else:
    DATABASES["default"]["TEST"] = {"TEMPLATE": DATABASES["default"]["NAME"]}
