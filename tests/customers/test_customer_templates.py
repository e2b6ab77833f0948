"""Setting up customer templates (TPL-1), and what they keep from going."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kans.contacts.models import ContactType
from kans.contacts.rules.places import CountryUnknown, LanguageUnknown
from kans.customers.actions import (
    create_customer_template,
    delete_customer_template,
    edit_customer_template,
)
from kans.customers.contributions import NumberSeriesInTemplate, UsedByCustomers
from kans.customers.models import CustomerTemplate
from kans.customers.rules.keeping import DiscountNotAPercentage
from kans.customers.rules.templates import (
    TemplateCodeMissing,
    TemplateCodeTaken,
    TemplateDescriptionMissing,
)
from kans.foundation.journal.journal import open_change
from kans.foundation.records.contributions import may_delete
from kans.trade.models import Currency, PaymentTerms, VatCustomerGroup
from tests.builders import a_customer, a_customer_template, a_number_series
from tests.customers.common import refused

pytestmark = pytest.mark.usefixtures("ann")


def test_a_template_is_created_changed_and_deleted():
    made = create_customer_template(
        code="trade", description=" Trade ", contact_type=ContactType.PERSON
    )
    assert (made.code, made.description, made.contact_type) == (
        "TRADE",
        "Trade",
        ContactType.PERSON,
    )

    changed = edit_customer_template(made, country="nl", line_discount=Decimal(5))
    assert (changed.country, changed.code) == ("NL", "TRADE")

    delete_customer_template(changed)
    assert not CustomerTemplate.objects.exists()


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"code": ""}, TemplateCodeMissing),
        ({"code": "taken"}, TemplateCodeTaken),
        ({"description": ""}, TemplateDescriptionMissing),
        ({"country": "QQ"}, CountryUnknown),
        ({"language": "qqq"}, LanguageUnknown),
        ({"document_discount": Decimal(101)}, DiscountNotAPercentage),
    ],
)
def test_what_a_template_cannot_be_is_refused(facts, refusal):
    a_customer_template("TAKEN")
    told = {"code": "NEW", "description": "New", **facts}

    for refusals in (
        refused(create_customer_template, **told),
        refused(edit_customer_template, a_customer_template("OLD"), **told),
    ):
        assert [type(each) for each in refusals] == [refusal]


def saved(record):
    with open_change("test"):
        record.save()
    return record


@pytest.mark.parametrize("make", [a_customer, a_customer_template])
@pytest.mark.parametrize(
    ("column", "model"),
    [
        ("payment_terms", PaymentTerms),
        ("currency", Currency),
        ("vat_group", VatCustomerGroup),
    ],
)
def test_terms_that_somebody_has_stay(make, column, model):
    terms = saved(model(code="X", description="X"))
    assert may_delete([terms]) == ()

    user = make(**{column: terms})

    assert may_delete([terms]) == (UsedByCustomers(what=terms, customer=user),)


def test_the_series_of_a_template_stays():
    series = a_number_series("TRADE")
    a_customer_template("X", number_series=series)

    assert may_delete([series]) == (
        NumberSeriesInTemplate(series=series, template="X"),
    )
