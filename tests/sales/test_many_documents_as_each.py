"""Doing one verb to many quotes or orders: judged, and done, as to each of them."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kans.foundation.actions.action import for_each
from kans.foundation.errors import DomainError
from kans.lists.bulk.judging import judged
from kans.opportunities.models import Opportunity
from kans.sales.actions import (
    add_lines,
    assign_opportunity,
    cancel_order,
    complete_order,
    create_quote,
    make_order,
    release_document,
)
from kans.sales.bulk import MANY_ORDERS, MANY_QUOTES
from kans.sales.models import DocumentVersion, SalesDocument
from tests.builders import MARCH_8, a_contact, a_customer, selling_is_set_up
from tests.effort import effort
from tests.opportunities.test_many_selected import choose, counts, press_ok
from tests.sales.common import (
    D,
    an_opportunity_in_progress,
    everything,
    won_and_lost,
)

VERBS = ("release", "delete")
documents = st.fixed_dictionaries(
    {
        "buys": st.booleans(),
        "of_opportunity": st.booleans(),
        "lines": st.sampled_from(["none", "text", "desk", "desk"]),
        "becomes": st.sampled_from(
            ["quote", "released", "order", "released order", "completed", "canceled"]
        ),
        "let_go": st.sampled_from([False, False, True]),
    }
)


def made(number, desk, codes, facts):
    """A document as far as it can get: what stands in the way stops it there."""
    contact = a_contact(f"Firm {number}")
    if facts["buys"]:
        a_customer(f"Firm {number}", of=contact)
    opportunity = None
    if facts["of_opportunity"]:
        opportunity = an_opportunity_in_progress(contact=contact, buys=False)
    quote = create_quote(contact, opportunity=opportunity)
    lines = {
        "none": [],
        "text": [{"description": "By lorry"}],
        "desk": [{"item": desk, "quantity": D(2)}],
    }[facts["lines"]]
    document = add_lines(quote, lines) if lines else quote
    try:
        document = led_to(facts["becomes"], document, codes)
        if facts["let_go"]:
            assign_opportunity(document, None)
    except DomainError:
        pass


def led_to(end, document, codes):
    won, lost = codes
    if end in {"order", "released order", "completed", "canceled"}:
        document = make_order(document, code=won, on=MARCH_8)
    if end in {"released", "released order", "completed"}:
        document = release_document(document)
    if end == "completed":
        return complete_order(document)
    if end == "canceled":
        return cancel_order(document, code=lost, on=MARCH_8)
    return document


def said_of_each(verb):
    """What the action itself says of each document; nothing of it stays done."""
    found = {}
    for document in SalesDocument.objects.order_by("pk"):
        with transaction.atomic():
            try:
                verb.act(document)
                found[document.pk] = ()
            except DomainError as error:
                found[document.pk] = error.refusals
            transaction.set_rollback(True)
    return found


def what_is_left():
    told = ("number", "document_version", "why", "opportunity_number", "content")
    return everything(), sorted(DocumentVersion.objects.values_list(*told), key=str)


def after_all(verb, *, at_once):
    """What is left of everything after the verb was done to all, then taken back."""
    with transaction.atomic():
        rows = SalesDocument.objects.order_by("pk")
        if at_once:
            list(for_each(verb.action, verb.act, list(rows)))
        else:
            for row in list(rows):
                try:
                    with transaction.atomic():
                        verb.act(row)
                except DomainError:
                    continue
        left = what_is_left()
        transaction.set_rollback(True)
    return left


@settings(
    max_examples=effort(3, long=100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(some=st.lists(documents, min_size=2, max_size=5))
def test_many_are_judged_and_done_as_each(ann, some):
    with transaction.atomic():
        desk, codes = selling_is_set_up(), won_and_lost()
        for number, facts in enumerate(some):
            made(number, desk, codes, facts)
        ids = list(SalesDocument.objects.order_by("pk").values_list("pk", flat=True))
        before = what_is_left()
        for bulk in (MANY_QUOTES, MANY_ORDERS):
            for verb in map(bulk.verb, VERBS):
                must_agree(bulk, verb, ids)
        assert what_is_left() == before
        transaction.set_rollback(True)


def must_agree(bulk, verb, ids):
    shown = {d.pk: tuple(refusals) for d, refusals in judged(bulk, verb, ids, {})}
    told = said_of_each(verb)
    assert shown == told
    sentences = {pk: [str(r) for r in found] for pk, found in shown.items()}
    assert sentences == {pk: [str(r) for r in found] for pk, found in told.items()}
    at_once, one_by_one = (after_all(verb, at_once=b) for b in (True, False))
    assert [at_once[1], *names(at_once[0])] == [one_by_one[1], *names(one_by_one[0])]


def names(rows):
    """Rows without the moments at which they were written."""
    return [
        sorted((tuple(v for v in row if not hasattr(v, "hour")) for row in of), key=str)
        for of in rows.values()
    ]


@pytest.mark.parametrize("verb", VERBS)
def test_it_asks_no_more_of_more_documents(ann, verb, django_assert_max_num_queries):
    desk, codes = selling_is_set_up(), won_and_lost()
    facts = {"buys": True, "of_opportunity": True, "lines": "desk", "let_go": False}
    for number in range(20):
        made(number, desk, codes, {**facts, "becomes": "order" if number % 2 else ""})
    ids = list(SalesDocument.objects.values_list("pk", flat=True))

    with django_assert_max_num_queries(7):
        assert len(list(judged(MANY_ORDERS, MANY_ORDERS.verb(verb), ids, {}))) == 20


def test_those_that_can_are_released_and_the_rest_is_named(browser, ann):
    desk, codes = selling_is_set_up(), won_and_lost()
    facts = {"buys": True, "of_opportunity": False, "becomes": "", "let_go": False}
    for number, lines in enumerate(("desk", "none", "desk")):
        made(number, desk, codes, {**facts, "lines": lines})
    rows, door = SalesDocument.objects.order_by("number"), "/c/cronus/quotes/"

    page = choose(browser, "release", *rows, door=door)
    assert counts(page) == {"can": 2, "cannot": 1}
    assert "has no line with an item" in page.text
    press_ok(browser, "release", page, door=door)

    released = [row.status for row in SalesDocument.objects.order_by("number")]
    assert released == ["Released", "Open", "Released"]


def test_an_order_that_won_something_is_not_deleted_with_many(browser, ann):
    """DOC-3: a Lost code is asked for, and of many nobody asks."""
    desk, codes = selling_is_set_up(), won_and_lost()
    facts = {"buys": True, "lines": "desk", "becomes": "order", "let_go": False}
    made(0, desk, codes, {**facts, "of_opportunity": True})
    made(1, desk, codes, {**facts, "of_opportunity": False})
    rows, door = SalesDocument.objects.order_by("number"), "/c/cronus/orders/"

    page = choose(browser, "delete", *rows, door=door)
    assert counts(page) == {"can": 1, "cannot": 1}
    press_ok(browser, "delete", page, door=door)

    assert SalesDocument.objects.get().opportunity == Opportunity.objects.get()
    assert Opportunity.objects.get().status == "Won"
