"""What people type into a form is read in their language, or refused with a cure."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from kans.foundation.journal.journal import open_change
from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.web.form_fields import (
    CodeEntryField,
    DateEntryField,
    MoneyEntryField,
    NumberEntryField,
    PercentEntryField,
    RecordField,
    WholeNumberEntryField,
    from_model,
    suggestions,
)
from tests.builders import MARCH_1


def refusal(field, typed):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    return refused.value.messages


class TestDates:
    @pytest.mark.parametrize(
        "typed, day",
        [("t", MARCH_1), ("+2w", date(2026, 3, 15)), ("03/15/2026", date(2026, 3, 15))],
    )
    def test_words_and_figures(self, ann, typed, day):
        assert DateEntryField().clean(typed) == day

    def test_in_dutch_the_day_comes_first(self, ann):
        with translation.override("nl"):
            assert DateEntryField().clean("15-3-2026") == date(2026, 3, 15)
            assert DateEntryField().prepare_value(MARCH_1) == "01-03-2026"

    def test_a_day_stays_a_day(self, ann):
        assert DateEntryField().clean(MARCH_1) == MARCH_1

    def test_blank_is_no_day_unless_it_is_required(self, ann):
        assert DateEntryField(required=False).clean(" ") is None
        assert refusal(DateEntryField(), "") == ["This field is required."]

    def test_what_is_no_day_is_refused_with_an_example(self, ann):
        [said] = refusal(DateEntryField(), "31-31")

        assert said.startswith("31-31 is not a date. Type it like 11/23/2026")


class TestNumbers:
    @pytest.mark.parametrize(
        "language, typed", [("en", "1,234.50"), ("nl", "1.234,50"), ("nl", "1234,5")]
    )
    def test_as_the_language_writes_them(self, ann, language, typed):
        with translation.override(language):
            assert MoneyEntryField().clean(typed) == Decimal("1234.5")

    def test_shown_as_they_are_typed(self, ann):
        with translation.override("nl"):
            assert MoneyEntryField().prepare_value(Decimal("1234.5")) == "1.234,50"
            assert PercentEntryField().prepare_value(Decimal("12.50")) == "12,5"
            assert MoneyEntryField().prepare_value("12,,") == "12,,"

    @pytest.mark.parametrize(
        "field, typed, said",
        [
            (MoneyEntryField(), "1.001", "Enter at most 2 decimals."),
            (PercentEntryField(), "0.123", "Enter at most 2 decimals."),
            (WholeNumberEntryField(), "1.5", "Enter a whole number, without decimals."),
            (PercentEntryField(), f"1.{'0' * 30}1", "Enter at most 2 decimals."),
        ],
    )
    def test_limits(self, ann, field, typed, said):
        assert refusal(field, typed) == [said]

    def test_a_whole_number_is_read_as_other_numbers_are(self, ann):
        with translation.override("nl"):
            assert WholeNumberEntryField().clean("1.000") == 1000
            assert WholeNumberEntryField().prepare_value(1000) == "1000"

    def test_the_rules_say_how_large_it_may_be(self, ann):
        assert MoneyEntryField().clean("9" * 40 + ".00") == Decimal("9" * 40)
        assert "at most 40 before" in refusal(MoneyEntryField(), "9" * 41)[0]

    def test_noughts_behind_the_sign_are_no_decimals(self, ann):
        assert NumberEntryField(decimal_places=0).clean("1000") == 1000
        assert MoneyEntryField().clean("1.5000") == Decimal("1.5")


class TestCodes:
    def test_upper_case_without_outer_spaces(self):
        assert CodeEntryField().clean(" opp-1 ") == "OPP-1"

    def test_too_long(self):
        assert "at most 20" in refusal(CodeEntryField(), "x" * 21)[0]

    @pytest.mark.parametrize("typed", ["A\x01", "A\N{RIGHT-TO-LEFT OVERRIDE}B", "A\tB"])
    def test_nothing_that_cannot_be_seen(self, typed):
        assert "can be seen" in refusal(CodeEntryField(), typed)[0]


@pytest.fixture
def series(ann):
    with open_change("test"):
        for code, name in [
            ("OPP", "Opportunities"),
            ("ORD", "Orders"),
            ("QUO", "Quotés of sales"),
            ("ORDERS", "Something else"),
        ]:
            NumberSeries.objects.create(code=code, description=name)


def a_field(**options):
    rows = NumberSeries.objects.all
    return RecordField(rows, by="code", name="description", **options)


class TestRecords:
    @pytest.mark.parametrize(
        "typed, code",
        [
            ("OPP", "OPP"),
            ("opp", "OPP"),
            ("orders", "ORDERS"),  # a number comes before a name
            ("something ELSE", "ORDERS"),
            ("quot", "QUO"),
            ("Quotes of sales", "QUO"),
            ("ORD · Orders", "ORD"),
        ],
    )
    def test_found_by_number_name_or_its_beginning(self, series, typed, code):
        assert a_field().clean(typed).code == code

    def test_not_found(self, series):
        assert refusal(a_field(), "nobody") == [
            (
                "Nothing in Number Series has the number or name nobody. "
                "Choose one from the list, or create it first."
            )
        ]

    def test_several_found(self, series):
        [said] = refusal(a_field(), "o")

        assert said.startswith("More than one of Number Series begins with o: ")
        assert said.endswith("Type more of the name, or the number.")

    def test_a_small_table_is_chosen_from(self, series):
        class Form(forms.Form):
            series = a_field()

        page = Form().as_p()

        assert '<option value="ORD">ORD · Orders</option>' in page

    def test_the_record_itself_is_shown_chosen(self, series):
        class Form(forms.Form):
            series = a_field()

        chosen = NumberSeries.objects.get(code="ORD")

        page = Form(initial={"series": chosen}).as_p()
        assert '<option value="ORD" selected>' in page

    def test_one_form_may_offer_other_rows(self, series):
        class Form(forms.Form):
            series = a_field()

        form = Form()
        form.fields["series"].rows = lambda: NumberSeries.objects.filter(code="ORD")

        assert "OPP" not in form.as_p()
        assert "OPP" in Form().as_p()

    def test_blank_is_no_record(self, series):
        assert a_field(required=False).clean("") is None

    def test_suggestions_begin_with_what_begins_so(self, series):
        rows = NumberSeries.objects.all()

        found = suggestions(rows, "s", by="code", name="description")

        assert next(code for code, _name in found) == "ORDERS"
        assert "QUO" in {code for code, _name in found}  # contains it


class TestFieldsOfAModel:
    def test_words_and_limits_are_the_model_s(self, ann):
        description = from_model(NumberSeries, "description")
        code = from_model(NumberSeries, "code")

        assert (str(description.label), description.max_length) == ("Description", 100)
        assert not description.required
        assert code.required
        assert isinstance(code, CodeEntryField)

    def test_kinds(self, ann):
        day = from_model(NumberSeriesLine, "starting_date")
        yes = from_model(NumberSeries, "manual_numbers")

        assert isinstance(day, DateEntryField)
        assert isinstance(yes, forms.BooleanField)
        assert not yes.required
