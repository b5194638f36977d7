"""The WSGI application that granian serves: the door, the script that sends to it, and behind them the pages."""

import os
from typing import cast

from django.core.wsgi import get_wsgi_application
from django.db import connections

from regard.foundation.arenas import few_arenas
from regard.foundation.garbage import collect_rarely, keep_all, tidy_every_minute
from regard.foundation.home import the_home
from regard.foundation.parent import end_with_parent

keep_all()
few_arenas()
end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")
_pages = get_wsgi_application()

# Django must be set up before rooms are imported.
import regard.web.urls  # noqa: F401  All that is served: while one thread runs, and nobody waits.
from regard.keeping import public as keeping
from regard.web.collect.door import Door, Wsgi
from regard.web.collect.script import Script

# Whoever started us made the home ready; when we are started again, another Regard may have come in its place.
keeping.make_ready(the_home())
connections.close_all()
# What is served was imported above: only what the requests make is looked through.
collect_rarely()
tidy_every_minute()
application = Door(Script(cast(Wsgi, _pages)))
