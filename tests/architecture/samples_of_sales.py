"""Samples of the actions on quotes and orders; see samples.py."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from kans.foundation.jobs import cancel_job
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Job
from kans.sales import actions as sales
from kans.sales.actions import sender, sending
from kans.sales.models import DocumentMessage
from tests import builders
from tests.architecture.samples import commented, sample
from tests.builders import APRIL_1, MARCH_8
from tests.sales.common import a_quote, an_opportunity_in_progress, won_and_lost
from tests.sales.printed import a_jpeg, a_png

if TYPE_CHECKING:
    from tests.architecture.samples import Act


def an_order() -> Any:
    won, _lost = won_and_lost()
    return sales.make_order(a_quote(1, 2), code=won, on=MARCH_8)


@sample
def create_quote() -> Act:
    builders.selling_is_set_up()
    template = builders.a_customer_template(document_discount=Decimal(5))
    return partial(
        sales.create_quote,
        opportunity=an_opportunity_in_progress(buys=False),
        template=template,
        as_customer=True,
    )


@sample
def edit_document() -> Act:
    builders.an_exchange_rate("0.8", builders.JANUARY_1)
    return partial(
        sales.edit_document,
        a_quote(1, 2),
        currency=builders.a_currency("USD"),
        discount_percent=Decimal(10),
        your_reference="Spring",
    )


@sample
def add_lines() -> Act:
    lines: Any = [{"item": builders.an_item("Lamp")}, {"description": "By lorry"}]
    return partial(sales.add_lines, a_quote(1), lines)


@sample
def edit_line() -> Act:
    quote = sales.edit_document(a_quote(1, 2), discount_amount=Decimal(10))
    return partial(sales.edit_line, quote.lines_in_order[0], quantity=Decimal(7))


@sample
def move_line() -> Act:
    return partial(sales.move_line, a_quote(1, 2, 3).lines_in_order[2], 1)


@sample
def delete_lines() -> Act:
    quote = a_quote(1, 2)
    return partial(sales.delete_lines, quote, [quote.lines_in_order[0]])


@sample
def release_document() -> Act:
    return partial(sales.release_document, a_quote(1))


@sample
def reopen_document() -> Act:
    return partial(sales.reopen_document, sales.release_document(a_quote(1)))


@sample
def keep_version() -> Act:
    return partial(sales.keep_version, a_quote(1))


@sample
def make_order() -> Act:
    won, _lost = won_and_lost()
    # Without a comment: it would go to an order that has another id each time.
    return partial(sales.make_order, a_quote(1, 2), code=won, on=MARCH_8)


@sample
def complete_order() -> Act:
    return partial(sales.complete_order, sales.release_document(an_order()))


@sample
def cancel_order() -> Act:
    order = an_order()
    lost = builders.a_close_code("LATE", "Lost")
    return partial(sales.cancel_order, order, code=lost, on=APRIL_1)


@sample
def delete_document() -> Act:
    order = commented(an_order())
    lost = builders.a_close_code("LATE", "Lost")
    return partial(sales.delete_document, order, code=lost, on=APRIL_1)


@sample
def send_document() -> Act:
    message = {"to": "clara@contoso.example", "subject": "Quote", "text": "Dear Clara"}
    return partial(sending.send_document, a_quote(2), **message)


@sample
def send_again() -> Act:
    send_document()()
    cancel_job(Job.objects.get())
    message = DocumentMessage.objects.get()
    with open_change("test"):
        message.did_not_go("550 No such user")
        message.save()
    return partial(sending.send_again, message)


@sample
def assign_quote() -> Act:
    taken = a_quote(2)
    return partial(
        sales.assign_quote, taken.opportunity, sales.create_quote(taken.contact)
    )


@sample
def edit_company_information() -> Act:
    sender.change_logo(picture=a_png(), name="logo.png")
    facts = {"name": "Kantoor", "iban": "NL91ABNA0417164300", "quote_text_nl": "Ja"}
    return partial(sender.edit_company_information, **facts)


@sample
def change_logo() -> Act:
    sender.change_logo(picture=a_png(), name="logo.png")
    return partial(sender.change_logo, picture=a_jpeg(), name="logo.jpg")


@sample
def remove_logo() -> Act:
    sender.change_logo(picture=a_png(), name="logo.png")
    return partial(sender.remove_logo)


@sample
def assign_opportunity() -> Act:
    taken = a_quote(1)
    free = sales.create_quote(taken.contact)
    opportunity = builders.an_opportunity(
        contact=taken.contact,
        standing_on="Qualify",
        estimate=builders.an_estimate(500),
    )
    free = sales.assign_opportunity(free, opportunity)
    return partial(sales.assign_opportunity, free, taken.opportunity, reassign=True)


@sample
def restore_version() -> Act:
    """Of a quote that was changed, and whose opportunity another quote has now."""
    quote = a_quote(1, 2)
    version = sales.keep_version(quote)
    quote = sales.edit_document(quote, your_reference="Spring")
    sales.delete_lines(quote, [quote.lines_in_order[0]])
    free = sales.create_quote(quote.contact)
    sales.assign_opportunity(free, quote.opportunity, reassign=True)
    return partial(sales.restore_version, version, reassign=True)
