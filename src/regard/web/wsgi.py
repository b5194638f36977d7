"""The WSGI application that granian serves: the door, and behind it the pages."""

import os
from typing import cast

from django.core.wsgi import get_wsgi_application

from regard.foundation.parent import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")
_pages = get_wsgi_application()

# Django must be set up before rooms are imported.
from regard.web.collect.door import Door, Wsgi

end_with_parent()
application = Door(cast(Wsgi, _pages))
