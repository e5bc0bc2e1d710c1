"""The entry point of the web server."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PORTAL_DB_LOGIN", "web")

application = get_wsgi_application()

# All code, now and not with the first page; and it stays: searched for garbage again and again, it took 0.1 s of
# every fifth board.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
