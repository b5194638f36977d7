"""The front door: a home is kept, given back, brought on."""

from regard.keeping.backup import back_up
from regard.keeping.envelope import Damaged
from regard.keeping.keys_file import write_keys
from regard.keeping.manifest import Manifest
from regard.keeping.passphrase import DoesNotOpen
from regard.keeping.restore import Restored, restore
from regard.keeping.schema import VERSION
from regard.keeping.upgrade import Upgraded, UpgradeFailed, make_ready, needs_upgrade, upgrade
from regard.keeping.verify import verify

__all__ = [
    "VERSION",
    "Damaged",
    "DoesNotOpen",
    "Manifest",
    "Restored",
    "UpgradeFailed",
    "Upgraded",
    "back_up",
    "make_ready",
    "needs_upgrade",
    "restore",
    "upgrade",
    "verify",
    "write_keys",
]
