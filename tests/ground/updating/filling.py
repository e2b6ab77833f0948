"""Leaves in a demo company what an update has to keep; run by the old version itself.

It speaks to the actions of commit e5b314a, which stay as they are for ever.
"""

import json
import sys
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from uuid6 import uuid7

from kans.contacts.actions import create_contact, delete_contact, edit_contact
from kans.contacts.models import Contact
from kans.customers.actions import create_customer
from kans.customers.models import Block, CustomerTemplate
from kans.foundation.actions import for_each
from kans.foundation.actors import acting_as
from kans.foundation.addresses import know_every_page
from kans.foundation.attachments import attach_files
from kans.foundation.clock import now, work_date
from kans.foundation.comments import add_comment
from kans.foundation.files import received
from kans.foundation.frames.bulk.jobs import leave_to_the_worker
from kans.foundation.frames.lists.exporting.asking import list_at
from kans.foundation.frames.lists.exporting.export import ListExport
from kans.foundation.frames.lists.exporting.job import ExportList, arguments_of
from kans.foundation.jobs import start_job
from kans.foundation.jobs.daily import start_daily_jobs
from kans.foundation.jobs.kinds import JOB_KINDS
from kans.foundation.jobs.running import advance, take_next
from kans.foundation.listing.actions import create_view, share_view
from kans.foundation.models import Change, Job
from kans.foundation.undo.background import UndoBatch
from kans.imports import checking, staging
from kans.imports.actions import runs, working
from kans.imports.rules.choices import MappingChoices
from kans.opportunities.actions import (
    activate_first_stage,
    close_opportunity,
    create_opportunity,
)
from kans.opportunities.jobs import start_deletion
from kans.opportunities.models import CloseOpportunityCode, Opportunity, SalesCycle
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.estimates import Estimate
from kans.sales.actions import add_lines, create_quote, keep_version, make_order
from kans.sales.actions.sending import send_document
from kans.sales.models import SalesDocument
from kans.security.actions.roles import copy_role, edit_role
from kans.security.actions.users import create_user
from kans.security.models import Role, User
from kans.security.queries import actor_of
from kans.team.actions import create_salesperson, edit_salesperson
from kans.team.models import Salesperson
from kans.trade.actions import create_item, edit_item
from kans.trade.models import Item

COMPANY, ANNA, TELLER = "lindeboom", "anna@kans.example", "tess@kans.example"
PASSWORD = "long-and-unusual-words"
MANY = 600  # rows of an import: more than a chunk


def fill():
    """Return where to find what was made."""
    know_every_page()
    seller = create_salesperson(code="UPD", name="Ursula")
    a_teller()
    made = {
        "teller": [TELLER, PASSWORD],
        "view": str(a_view_that_is_shared().pk),
        "changes": changes_to_undo(),
        "documents": notes_and_papers(),
        "opportunities": ["OP00010", "OP00200"],
        "cycles": [cycle.code for cycle in SalesCycle.objects.all()],
    }
    made["histories"] = histories(made)
    many_records_to_change(seller)
    made["export"] = str(an_export())
    made["imports"] = [an_import_to_apply(), one_to_check()]
    a_message_to("waiting@example.com")
    a_message_to("interrupted@example.com")
    start_job(UndoBatch, {"batch": str(two_chunks_of_edits())}, about="Undo")
    a_deletion()
    return made


def histories(made):
    """Where the histories of two opportunities, a quote, an order, a contact are."""
    records = [
        *Opportunity.objects.filter(number__in=made["opportunities"]),
        *SalesDocument.objects.filter(number__in=made["documents"]),
        Contact.objects.get(name="Update Edited"),
    ]
    return [f"{record._meta.label_lower}/{record.pk}" for record in records]


def a_view_that_is_shared():
    query, layout = "filter.status=Won&sort=-estimated_value", {"columns": ["number"]}
    view = create_view("opportunities", name="Big fish", query=query, layout=layout)
    return share_view(view, role=Role.objects.get(level="SALESPERSON").pk)


def a_teller():
    """A role of the company's own, with the little it may do, and who has it."""
    reader = Role.objects.get(level="READER")
    role = copy_role(reader, code="TELLER", name="Teller")
    edit_role(role, permissions=["contacts.view_contact", "foundation.add_comment"])
    create_user(email=TELLER, name="Tess", role=role, password=PASSWORD)


def changes_to_undo():
    """An edit, and a deletion of what has a comment and a file."""
    edited = create_contact(name="Update Edited", city="Delft")
    edit_contact(edited, city="Ede", phone="0318 123456")
    edit = Change.objects.latest("id")
    deleted = with_notes(create_contact(name="Update Deleted"))
    delete_contact(deleted)
    return {"edit": str(edit.pk), "deletion": str(Change.objects.latest("id").pk)}


def notes_and_papers():
    """A quote with lines, versions and notes; of another one an order."""
    quote = with_notes(a_quote("Update Quoted"))
    keep_version(quote)
    order = make_order(a_quote("Update Ordered"))
    return [quote.number, order.number]


def with_notes(record):
    add_comment(record, "Ask @Sanne again in May")
    with received([SimpleUploadedFile("plan.txt", b"Fifty desks.")]) as files:
        attach_files(record, files=files)
    return record


def a_quote(name):
    quote = create_quote(a_customer(name).contact)
    item = Item.objects.filter(blocked=False).order_by("number").first()
    return add_lines(quote, [{"item": item, "quantity": Decimal("2.5")}])


def a_customer(name):
    template = CustomerTemplate.objects.order_by("code").first()
    return create_customer(name=name, template=template)


# What waits for a worker ------------------------------------------------------------


def many_records_to_change(seller):
    """Each verb that is done to many, left to the worker."""
    bulk("salespeople_block", create_salesperson(code="UPD1", name="One"))
    two = create_salesperson(code="UPD2", name="Two")
    bulk("salespeople_unblock", edit_salesperson(two, blocked=True))
    owner = {"salesperson": seller}
    bulk("contacts_salesperson", create_contact(name="Update Owner"), **owner)
    bulk("contacts_delete", create_contact(name="Update Gone"))
    bulk("customers_salesperson", a_customer("Update Buyer"), **owner)
    bulk("customers_block", a_customer("Update Blocked"), blocked=Block.ALL)
    bulk("customers_delete", a_customer("Update No Buyer"))
    bulk("items_block", an_item("Update Blocked"))
    bulk("items_unblock", edit_item(an_item("Update Unblocked"), blocked=True))
    bulk("items_delete", an_item("Update Gone"))
    bulk("opportunities_advance", an_opportunity("Update Advanced"), on=work_date())
    bulk("opportunities_salesperson", an_opportunity("Update Handed Over"), **owner)
    bulk("opportunities_priority", an_opportunity("Update Urgent"), priority=3)
    bulk(
        "opportunities_lose",
        an_opportunity("Update Lost"),
        code=lost_for(),
        on=work_date(),
    )
    bulk("opportunities_delete", lost(an_opportunity("Update Deleted")))
    bulk("quotes_release", a_quote("Update Releases Quote"))
    bulk("quotes_delete", a_quote("Update Deletes Quote"))
    bulk("orders_release", make_order(a_quote("Update Releases Order")))
    bulk("orders_delete", make_order(a_quote("Update Deletes Order")))


def bulk(name, record, **given):
    kind = JOB_KINDS[f"bulk_{name}"]
    back = f"/c/{COMPANY}/"
    leave_to_the_worker(kind.bulk, kind.verb, [record.pk], given, about=name, back=back)


def an_item(description):
    like = Item.objects.order_by("number").first()
    facts = {"unit": like.unit, "vat_group": like.vat_group, "unit_price": Decimal(9)}
    return create_item(description=description, **facts)


def an_opportunity(description):
    contact = create_contact(name=f"{description} Contact")
    opportunity = create_opportunity(
        description=description,
        contact=contact,
        salesperson=Salesperson.objects.get(code="UPD"),
    )
    estimate = Estimate(Decimal(100), Decimal(50), work_date())
    activate_first_stage(opportunity, on=work_date(), estimate=estimate)
    return opportunity


def lost(opportunity):
    close_opportunity(opportunity, Outcome.LOST, lost_for(), on=work_date())
    return opportunity


def lost_for():
    return CloseOpportunityCode.objects.filter(outcome=Outcome.LOST).first()


def a_deletion():
    number = lost(an_opportunity("Update Filtered")).number
    start_deletion({"number": number}, known_at=now(), count=1, about=number)


def an_export():
    page = list_at(f"/c/{COMPANY}/opportunities/", "filter.status=Won&sort=number")
    export = ListExport(page, ["number", "description"], "csv")
    return start_job(ExportList, arguments_of(export, "csv"), about="Won").pk


def a_message_to(address):
    quote = a_quote(f"Update Sent to {address}")
    send_document(quote, to=address, subject="Your quote", text="As promised.")


def two_chunks_of_edits():
    """The batch of edits that are journaled as two changes."""
    contacts = [create_contact(name=f"Update Undone {n}", city="Delft") for n in "1234"]
    batch = uuid7()

    def move(contact):
        edit_contact(contact, city="Ede")

    list(for_each("edit_contact", move, contacts, chunk=2, batch=batch))
    return batch


def an_import_to_apply():
    """Contacts of a file whose columns were assigned, in the way another one waits."""
    rows = "".join(f"Update Import {n},Gouda\n" for n in range(MANY))
    run = uploaded(f"Customer,Place\n{rows}")
    run = runs.check_import(run)
    working.apply_import(run)
    return str(run.pk)


def one_to_check():
    """A person above the company they work for, and a row without a name."""
    run = uploaded("Customer,Employer\nJan Smit,Update Works\nUpdate Works,\n,Nobody\n")
    checking.index(run)
    working.leave_check_to_worker(run)
    return str(run.pk)


def uploaded(text):
    file = SimpleUploadedFile("rows.csv", text.encode())
    run = runs.upload_import(staging.receive(file), kind="contacts")
    heads = text.partition("\n")[0].split(",")
    fields = {"Customer": "name", "Place": "city", "Employer": "company_contact"}
    columns = tuple((head, fields[head]) for head in heads)
    return runs.map_import(run, MappingChoices(columns))


def work_begins(**job):
    """Have a worker take up a job, and measure it."""
    job = take_next(Job.before_anyone_acts.get(**job).pk)
    assert advance(job)
    return job


def interrupt_jobs():
    """One in the middle by a stop, another by a kill, and a third one after the mail
    server had its message, before that was written down.
    """
    undo = work_begins(kind="undo_many")
    assert advance(undo)
    undo.put_back()
    assert advance(work_begins(kind="apply_import"))
    work_begins(kind="send_message", about__contains="interrupted")


if __name__ == "__main__":
    actor = actor_of(User.objects.get(email=ANNA).pk, COMPANY)
    with translation.override("en"):
        with acting_as(actor):
            made = fill()
        start_daily_jobs()
        interrupt_jobs()
    waiting = Job.before_anyone_acts.filter(ended_at=None)
    assert {job.kind for job in waiting} == {*JOB_KINDS}
    json.dump(made, sys.stdout)
