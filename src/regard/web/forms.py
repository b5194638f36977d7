"""Forms: what staff may enter, checked; how a field looks is in templates/forms."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from regard.company.public import check_country
from regard.data_use.public import LONGEST
from regard.foundation.errors import RegardError

Choices = Sequence[tuple[str, str]]
_HOURS_OF = {"hours": 1, "days": 24}
_ZONES = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]


def _code(*, rows: int, **more: str) -> forms.Textarea:
    """A field for what programs read."""
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "class": "code", **more})


class Forms(TemplatesSetting):
    """Draws every form, ours and those of the sign-in, in the same way."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class _ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several files at once; each is checked as one would be."""

    widget = _ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The list of what was handed in."""
        return [super(ManyFiles, self).clean(one, initial) for one in data or [None]]


class Country(forms.CharField):
    """A country of two letters, in capitals as countries are written; or none."""

    widget = forms.TextInput({"autocomplete": "off", "size": 4, "maxlength": 2})
    default_error_messages: ClassVar = {"invalid": _("A country of two letters, such as TH or GB, would work.")}

    def clean(self, value: Any) -> str:
        """The country that was entered."""
        told = str(super().clean(value)).upper()
        try:
            check_country(told)
        except RegardError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        return told


class Upload(forms.Form):
    """Files to bring in, and the recipe that reads them."""

    recipe = forms.ChoiceField(label=_("Recipe"), help_text=_("Says which column means what, and in which time zone."))
    upload = ManyFiles(
        label=_("File"), help_text=_("Several at once are read one after the other. Compressed files are fine.")
    )

    def __init__(self, *args: Any, recipes: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        recipe = self.fields["recipe"]
        assert isinstance(recipe, forms.ChoiceField)  # noqa: S101 -- tells mypy which kind of field it is
        recipe.choices = list(recipes)


class CompanyChoices(forms.Form):
    """What the installation is called, and in which zone its days and months are."""

    company_name = forms.CharField(label=_("Company name"), max_length=100, required=False)
    report_zone = forms.ChoiceField(
        label=_("Report time zone"),
        help_text=_("Days and months in reports begin and end at midnight here."),
        choices=_ZONES,
    )
    phone_region = Country(
        label=_("Country of telephone numbers"),
        required=False,
        help_text=_(
            "Two letters, such as TH or GB: whose numbers are written without a country code, where a source does not "
            "say. It holds for what arrives from now on."
        ),
    )


class DueRow(forms.Form):
    """Within what time asks on a channel are to be answered, from a moment on."""

    channel = forms.ChoiceField(label=_("Channel"))
    source = forms.ChoiceField(label=_("Source"), required=False)
    amount = forms.IntegerField(label=_("Answer within"), min_value=1, max_value=10_000)
    unit = forms.ChoiceField(label=_("Unit"), choices=[("hours", _("hours")), ("days", _("days"))])
    valid_from = forms.DateTimeField(
        label=_("Valid from"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In the report time zone."),
    )

    def __init__(self, *args: Any, channels: Choices, sources: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["channel"].choices = list(channels)  # type: ignore[attr-defined]
        self.fields["source"].choices = [("", _("every source")), *sources]  # type: ignore[attr-defined]

    def within(self) -> timedelta:
        """The time that was entered."""
        return timedelta(hours=self.cleaned_data["amount"] * _HOURS_OF[self.cleaned_data["unit"]])


class HealthLimits(forms.Form):
    """From where on the Health page warns."""

    behind_minutes = forms.FloatField(label=_("Figures behind the record, minutes"), min_value=0.1)
    free_percent = forms.FloatField(label=_("Room on the disk, percent"), min_value=0.1, max_value=99)
    days_until_full = forms.FloatField(label=_("Days until the disk is full"), min_value=1)
    backup_hours = forms.FloatField(label=_("Last backup, hours"), min_value=1)
    refusals = forms.FloatField(label=_("Refused, waiting to be mended"), min_value=1)


class Retention(forms.Form):
    """For how many days refused originals are kept."""

    refusals_waiting = forms.IntegerField(
        label=_("Refused and never mended: days"), min_value=1, max_value=LONGEST, help_text=_("From when they came.")
    )
    refusals_ended = forms.IntegerField(
        label=_("Mended or discarded: days"), min_value=1, max_value=LONGEST, help_text=_("From then on.")
    )


class NewMember(forms.Form):
    """A new staff account, made by one who administers."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("First password"),
        help_text=_("At least ten characters. Hand it over in person; it can be changed under My security."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    admin = forms.BooleanField(label=_("May administer"), required=False)


class NewToken(forms.Form):
    """A token for a program."""

    name = forms.CharField(label=_("What is it for?"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do beside reading reports?"),
        required=False,
        choices=[
            ("customers", _("Read who customers are, and what they said")),
            ("decide", _("Say who is one customer and what is one matter, take that back, and look after groups")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )


class NewSubscription(forms.Form):
    """Who is told what changes about customers."""

    url = forms.CharField(
        label=_("Address"), max_length=2_000, help_text=_("https://crm.example.com/hooks. Ids are sent, nothing else.")
    )
    events = forms.MultipleChoiceField(
        label=_("What they are told"),
        choices=[
            ("customer.merged", _("A customer became part of another")),
            ("customer.split", _("A customer is one of their own again")),
        ],
        initial=["customer.merged", "customer.split"],
        widget=forms.CheckboxSelectMultiple,
    )
    may_be_private = forms.BooleanField(label=_("The address is in our own network"), required=False)


class NewSource(forms.Form):
    """A system that is about to send."""

    title = forms.CharField(label=_("Name"), max_length=100, help_text=_("As people here call it: Web shop."))
    slug = forms.CharField(
        label=_("Short name"),
        max_length=64,
        help_text=_("For programs; it stays. Small letters, digits and dashes: web-shop."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=_ZONES)
    records_replies = forms.BooleanField(
        label=_("It also tells when we answer"),
        required=False,
        help_text=_("Otherwise that a case was closed counts as the answer, and every figure says so."),
    )
    is_live = forms.BooleanField(
        label=_("It goes on sending"),
        required=False,
        help_text=_("Its present is now, even when it is silent. Not so for an export that ends."),
    )


class NewKey(forms.Form):
    """A write key for a program or a web site."""

    name = forms.CharField(label=_("What is it for?"), max_length=100)
    origins = forms.CharField(
        label=_("From these web sites only"),
        required=False,
        max_length=2_000,
        help_text=_("For keys that stand in web pages, several with spaces between: https://shop.example. Empty: any."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class NewHookSecret(forms.Form):
    """What a sender signs its webhooks with."""

    secret = forms.CharField(
        label=_("Secret of the sender"),
        required=False,
        max_length=200,
        help_text=_("As the sender shows it, whsec_…. Empty: a new one is made here, for you to enter there."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class MappingText(forms.Form):
    """A mapping, and an event to try it on."""

    recipe_text = forms.CharField(
        label=_("The mapping, as TOML"),
        max_length=100_000,
        strip=False,
        widget=_code(rows=28, wrap="off"),
    )
    event = forms.CharField(
        label=_("An event to try it on, as JSON"),
        required=False,
        max_length=100_000,
        help_text=_("Nothing is recorded. The last refused events of this source are tried as well."),
        widget=_code(rows=10),
    )


class SourceSaid(forms.Form):
    """What an administrator says of a source: how its values are to be read, and whom they do not point at."""

    country = Country(
        label=_("Country of its telephone numbers"),
        required=False,
        help_text=_(
            "Two letters, such as TH or GB: whose numbers it writes without a country code. Empty: as the company. "
            "It holds for what arrives from now on."
        ),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Moments without a zone are read so, in what arrives from now on."),
        choices=_ZONES,
    )
    shared_device = forms.BooleanField(
        label=_("Many people share its devices"),
        required=False,
        help_text=_("A kiosk, a till, a tablet in the shop: its cookies and devices point at nobody."),
    )
    never = forms.CharField(
        label=_("What of it never points at a customer"),
        required=False,
        max_length=20_000,
        help_text=_("One kind and value a line; * and ? stand for any letters: account:guest-*"),
        widget=_code(rows=5),
    )


class NeverRules(forms.Form):
    """What never points at a customer, whatever source tells it."""

    never = forms.CharField(
        label=_("One kind and value a line"),
        required=False,
        max_length=20_000,
        help_text=_(
            "* and ? stand for any letters: email:*@ours.example, phone:+6621234500, email:noreply@*. "
            "A source named behind the kind is meant alone: account@web-shop:guest-*"
        ),
        widget=_code(rows=10),
    )
