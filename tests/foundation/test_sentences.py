"""Sentences about a record or field whose name ends as an abbreviation does."""

import pytest

from kans.foundation.strings import sentence
from kans.sales.rules.assigning import OpportunityOfAnotherContact


@pytest.mark.parametrize(
    ("wording", "name", "said"),
    [
        ("Merged with %(name)s.", "Contoso", "Merged with Contoso."),
        ("Merged with %(name)s.", "Contoso B.V.", "Merged with Contoso B.V."),
        ("%(name)s. Choose another.", "No.", "No. Choose another."),
        ("%(name)s is blank.", "No.", "No. is blank."),
        ("Write it like %(name)s.", "1..", "Write it like 1.."),
    ],
)
def test_a_sentence_ends_in_one_full_stop(wording, name, said):
    assert sentence(wording, {"name": name}) == said


def test_so_does_one_of_a_refusal():
    refused = OpportunityOfAnotherContact(
        number="OP1", contact="Contoso B.V.", document="SQ1"
    )

    assert str(refused) == (
        "Opportunity OP1 is of Contoso B.V. Choose one of the contact of SQ1."
    )
