"""What a web server runs."""

import os

from django.core.wsgi import get_wsgi_application

from kans.site.umask import write_for_ourselves

write_for_ourselves()  # also under another server than “kans serve”
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kans.site.settings")

application = get_wsgi_application()
