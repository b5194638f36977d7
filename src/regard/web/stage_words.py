"""What the seven journey stages are called."""

from django.utils.translation import gettext_noop

_ = gettext_noop

STAGES = {
    "awareness": _("awareness"),
    "discovery": _("discovery"),
    "interest": _("interest"),
    "consideration": _("consideration"),
    "action": _("action"),
    "use": _("use"),
    "support": _("support"),
}
