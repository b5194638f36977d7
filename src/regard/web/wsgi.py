"""The WSGI application that granian serves: the door, the script that sends to it, and behind them the pages."""

import os
from typing import cast

from django.core.wsgi import get_wsgi_application

from regard.foundation.arenas import few_arenas
from regard.foundation.garbage import collect_rarely
from regard.foundation.parent import end_with_parent

few_arenas()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")
_pages = get_wsgi_application()

# Django must be set up before rooms are imported.
from regard.web.collect.door import Door, Wsgi
from regard.web.collect.script import Script

end_with_parent()
# What is served now was imported before: only what the requests make is looked through.
collect_rarely()
application = Door(Script(cast(Wsgi, _pages)))
