"""What can be remarked on takes its comments and files along (K-5, DEL-1)."""

from __future__ import annotations

import pytest
from django.apps import apps

from kans.contacts.actions import delete_contact
from kans.customers.actions import delete_customer, delete_customer_template
from kans.foundation.acting.addresses import know_every_page
from kans.notes.actions.comments import add_comment
from kans.notes.models import Attachment, Comment, Mention
from kans.number_series.actions import delete_number_series
from kans.opportunities.actions import (
    delete_close_code,
    delete_opportunity,
    delete_sales_cycle,
    delete_stage,
)
from kans.sales.actions import delete_document
from kans.security.actions.roles import delete_role
from kans.security.actions.users import remove_user
from kans.team.actions import delete_salesperson
from kans.trade import actions as trade
from kans.web.cards import card_of
from tests.builders import (
    a_close_code,
    a_contact,
    a_currency,
    a_customer,
    a_customer_template,
    a_membership,
    a_number_series,
    a_payment_terms,
    a_role,
    a_sales_cycle,
    a_salesperson,
    a_unit_of_measure,
    a_user,
    a_vat_customer_group,
    a_vat_item_group,
    an_attachment,
    an_item,
    an_opportunity,
)
from tests.opportunities.common import won
from tests.sales.common import a_quote

DELETED = {
    "Contact": (a_contact, delete_contact),
    "Customer": (a_customer, delete_customer),
    "CustomerTemplate": (a_customer_template, delete_customer_template),
    "NumberSeries": (a_number_series, delete_number_series),
    "Opportunity": (lambda: closed(an_opportunity()), delete_opportunity),
    "CloseOpportunityCode": (a_close_code, delete_close_code),
    "SalesCycle": (a_sales_cycle, delete_sales_cycle),
    "SalesCycleStage": (lambda: the_stage(a_sales_cycle("Meet")), delete_stage),
    "Role": (lambda: a_role("GUEST"), delete_role),
    "Membership": (lambda: a_membership(a_user("Ben")), remove_user),
    "Salesperson": (a_salesperson, delete_salesperson),
    "SalesDocument": (lambda: a_quote(1), delete_document),
    "Item": (an_item, trade.delete_item),
    "UnitOfMeasure": (a_unit_of_measure, trade.delete_unit_of_measure),
    "PaymentTerms": (a_payment_terms, trade.delete_payment_terms),
    "Currency": (a_currency, trade.delete_currency),
    "VatCustomerGroup": (a_vat_customer_group, trade.delete_vat_customer_group),
    "VatItemGroup": (a_vat_item_group, trade.delete_vat_item_group),
}
know_every_page()  # the pages declare the cards
REMARKED_ON = [
    model.__name__
    for model in apps.get_models()
    if (card := card_of(model)) and card.comments
]


def closed(opportunity):
    won(opportunity)
    return opportunity


def the_stage(cycle):
    return cycle.stages.get()


@pytest.mark.parametrize("kind", REMARKED_ON)
def test_comments_and_files_go_with_what_they_are_on(ann, kind):
    make, delete = DELETED[kind]
    record = make()
    add_comment(record, "Remember this, @Ann.")
    an_attachment(on=record)

    delete(record)

    assert not Mention.objects.exists()
    assert not Comment.objects.exists()
    assert not Attachment.objects.exists()
