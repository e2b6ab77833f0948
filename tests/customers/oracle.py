"""Contacts and customers in step, told a second time: slowly, and with plain dicts.

Contacts and customers are known by their numbers. A world is never changed: each
verb gives the next one, or the same one with the names of what was refused.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

WHERE = ("address", "address_2", "post_code", "city")
TOLD = (
    *("name", *WHERE, "county", "country", "phone", "mobile_phone", "email"),
    *("home_page", "salesperson", "language", "vat_number", "privacy_blocked"),
)
ALWAYS = ("salesperson", "country", "language")
ONE_BY_ONE = ("phone", "mobile_phone", "email", "home_page")
BLANK: dict[str, Any] = {
    **dict.fromkeys(TOLD, ""),
    "salesperson": None,
    "privacy_blocked": False,
}


@dataclass(frozen=True)
class World:
    contacts: dict[str, dict[str, Any]] = field(default_factory=dict)
    customers: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    def begun(self) -> World:
        return World(deepcopy(self.contacts), deepcopy(self.customers))

    def refuse(self, *names: str) -> World:
        return replace(self, refused=frozenset(names))

    # Who is who -----------------------------------------------------------------

    def own_customer(self, contact: str) -> str | None:
        own = [n for n, c in self.customers.items() if c["contact"] == contact]
        assert len(own) < 2
        return own[0] if own else None

    def customer_of(self, contact: str) -> str | None:
        company = self.contacts[contact]["company"]
        of_company = self.own_customer(company) if company else None
        return self.own_customer(contact) or of_company

    def persons_of(self, company: str) -> list[str]:
        return [n for n, c in self.contacts.items() if c["company"] == company]

    def may_speak_for(self, contact: str, customer: str) -> bool:
        """CUS-6."""
        linked = self.customers[customer]["contact"]
        company = self.contacts[contact]["company"]
        return linked is not None and linked in {contact, company}

    # What follows from what --------------------------------------------------------

    def take(self, contact: str, news: dict[str, Any]) -> None:
        """CON-13 to CON-16 with SYN-1: persons follow a company, customers both."""
        one = self.contacts[contact]
        before = dict(one)
        if "company" in news:
            self._join(contact, news["company"])
        one |= {name: value for name, value in news.items() if name != "company"}
        self.follow(contact, before)

    def _join(self, person: str, company: str | None) -> None:
        one, former = self.contacts[person], self.contacts[person]["company"]
        one["company"] = company
        if company is None:
            return
        new = self.contacts[company]
        old = self.contacts[former] if former else None
        one |= {name: new[name] for name in ALWAYS}
        no_address = not any(one[name] for name in WHERE)
        if no_address or (old and all(one[name] == old[name] for name in WHERE)):
            one |= {name: new[name] for name in (*WHERE, "county")}
        for name in ONE_BY_ONE:
            if not one[name] or (old and one[name] == old[name]):
                one[name] = new[name]

    def follow(self, contact: str, before: dict[str, Any]) -> None:
        for person in self.persons_of(contact):
            self.follow_company(person, before, self.contacts[contact])
        self.keep_in_step(contact)
        for number, customer in self.customers.items():
            speaks = self.may_speak_for(contact, number)
            if customer["primary"] == contact and not speaks:
                customer["primary"] = None

    def follow_company(
        self, person: str, was: dict[str, Any], now: dict[str, Any]
    ) -> None:
        """CON-16: what changed, where the person still has what it was."""
        one = self.contacts[person]
        names = [*ALWAYS, *ONE_BY_ONE]
        if all(one[name] == was[name] for name in WHERE):
            names += [*WHERE, "county"]
        for name in names:
            if was[name] != now[name] and one[name] == was[name]:
                one[name] = now[name]
        self.keep_in_step(person)

    def keep_in_step(self, contact: str) -> None:
        """SYN-1, CUS-4."""
        number = self.own_customer(contact)
        if number is None:
            return
        customer, one = self.customers[number], self.contacts[contact]
        if customer["privacy_blocked"] != one["privacy_blocked"]:
            customer["blocked"] = "All" if one["privacy_blocked"] else ""
        customer |= {name: one[name] for name in (*TOLD, "type")}

    # What people do ------------------------------------------------------------------

    def wrong(self, contact: str | None, type_: str, news: dict[str, Any]) -> set[str]:
        """What stands in the way of telling that of a contact of that type."""
        found = set()
        if "company" in news and news["company"] is not None:
            if type_ == "Company":
                found.add("OnlyOfPersons")
            if self.contacts[news["company"]]["type"] == "Person":
                found.add("NotACompany")
        if news.get("vat_number") and type_ == "Person":
            found.add("OnlyOfCompanies")
        if any(letter.isalpha() for letter in news.get("phone", "")):
            found.add("PhoneWithLetters")
        return found

    def edit_contact(self, contact: str, changes: dict[str, Any]) -> World:
        one = self.contacts[contact]
        news = {name: v for name, v in changes.items() if one[name] != v}
        if found := self.wrong(contact, one["type"], news):
            return self.refuse(*found)
        world = self.begun()
        world.take(contact, news)
        return world

    def edit_customer(self, customer: str, changes: dict[str, Any]) -> World:
        one = self.customers[customer]
        news = {name: v for name, v in changes.items() if one[name] != v}
        shared = {name: v for name, v in news.items() if name in TOLD}
        found = self.wrong(None, one["type"], shared)
        private = news.get("privacy_blocked", one["privacy_blocked"])
        if private and news.get("blocked", "All") != "All":
            found.add("PrivacyKeepsBlocked")
        if primary := news.get("primary"):
            if one["contact"] is None:
                found.add("PrimaryContactWithoutLink")
            elif not self.may_speak_for(primary, customer):
                found.add("PrimaryContactNotRelated")
        if found:
            return self.refuse(*found)
        world = self.begun()
        two = world.customers[customer]
        if private != one["privacy_blocked"]:
            two["blocked"] = "All" if private else ""
        two |= news
        if two["contact"]:
            world.take(two["contact"], shared)
        return world

    def created_as(self, contact: str, number: str, country: str) -> World:
        """C2C-1 to C2C-7, with a template that says a country or nothing (TPL-3)."""
        buyer = self.contacts[contact]["company"] or contact
        found = self._may_buy(contact, buyer)
        if found:
            return self.refuse(*found)
        world = self.begun()
        person = self.contacts[buyer]["type"] == "Person"
        world.customers[number] = {
            **{name: self.contacts[buyer][name] for name in (*TOLD, "type")},
            "contact": buyer,
            "primary": buyer if person else None,
            "blocked": "",
        }
        if country and not self.contacts[buyer]["country"]:
            world.take(buyer, {"country": country})
        return world

    def _may_buy(self, contact: str, buyer: str) -> set[str]:
        found = set()
        if self.customer_of(contact):
            found.add("AlreadyCustomer")
        if self.contacts[buyer]["privacy_blocked"]:
            found.add("BuyerPrivacyBlocked")
        return found

    def linked(self, contact: str, customer: str, master: str) -> World:
        """LNK-1 to LNK-3."""
        one, two = self.contacts[contact], self.customers[customer]
        found = self._may_buy(contact, contact)
        if two["contact"] is not None:
            found.add("CustomerHasContact")
        news = {name: two[name] for name in TOLD if two[name] != one[name]}
        if master == "Customer":
            found |= self.wrong(contact, one["type"], news)
        if found:
            return self.refuse(*found)
        world = self.begun()
        person = one["type"] == "Person"
        world.customers[customer] |= {
            "contact": contact,
            "primary": contact if person else None,
        }
        if master == "Customer":
            world.take(contact, news)
        world.keep_in_step(contact)
        return world

    def unlinked(self, customer: str) -> World:
        if self.customers[customer]["contact"] is None:
            return self.refuse("CustomerWithoutContact")
        world = self.begun()
        world.customers[customer] |= {"contact": None, "primary": None}
        return world

    def typed(self, contact: str) -> World:
        """CON-21, CON-22: the type becomes the other one."""
        one = self.contacts[contact]
        found = {"TypeOfACustomer"} if self.own_customer(contact) else set()
        if one["type"] == "Company":
            found |= {"CompanyHasPersons"} if self.persons_of(contact) else set()
            found |= {"CompanyHasVatNumber"} if one["vat_number"] else set()
        if found:
            return self.refuse(*found)
        world = self.begun()
        to = "Person" if one["type"] == "Company" else "Company"
        world.take(contact, {"type": to})
        world.contacts[contact]["company"] = None
        world.follow(contact, world.contacts[contact])
        return world

    def without_contact(self, contact: str) -> World:
        """CON-28, CON-32."""
        world = self.begun()
        gone = {contact, *world.persons_of(contact)}
        for customer in world.customers.values():
            for name in ("contact", "primary"):
                if customer[name] in gone:
                    customer[name] = None
        for number in gone:
            del world.contacts[number]
        return world

    def without_customer(self, customer: str) -> World:
        world = self.begun()
        del world.customers[customer]
        return world

    def merged(self, kept: str, other: str, chosen: set[str]) -> World:
        """DUP-4: the kept one takes what is chosen, and all that is the other's."""
        one, two = self.contacts[kept], self.contacts[other]
        if kept == other:
            return self.refuse("MergedWithItself")
        found = set()
        if one["type"] != two["type"]:
            together = kept in {two["company"], other} or other == one["company"]
            found.add("MergedWithOwnCompany" if together else "MergedWithAnotherType")
        if self.own_customer(kept) and self.own_customer(other):
            found.add("BothAreCustomers")
        news = {name: two[name] for name in chosen}
        found |= self.wrong(kept, one["type"], news)
        if found:
            return self.refuse(*found)
        world = self.begun()
        new = world.contacts[kept]
        private = one["privacy_blocked"] or two["privacy_blocked"]
        new |= {**news, "privacy_blocked": private}
        brought = self.persons_of(other)
        for person in self.persons_of(kept):
            world.follow_company(person, one, new)
        for person in brought:
            world.contacts[person]["company"] = kept
            world.follow_company(person, two, new)
        for customer in world.customers.values():
            for name in ("contact", "primary"):
                if customer[name] == other:
                    customer[name] = kept
        del world.contacts[other]
        world.follow(kept, new)
        return world
