"""Telling colleagues that they are mentioned: in their list, and by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from kans.foundation.acting.actors import is_oneself, who_acts
from kans.foundation.acting.addresses import address
from kans.foundation.acting.colleagues import directory
from kans.foundation.journal.journal import the_change
from kans.foundation.mail import Letter, post
from kans.foundation.models import MailKind
from kans.notes.models import Mention
from kans.notes.rules.mentions import mentions_in
from kans.web.registry import permissions_to_see

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.foundation.acting.colleagues import Colleague
    from kans.foundation.records.records import CompanyRecord
    from kans.notes.models import Comment
    from kans.notes.rules.mentions import Found


def mention_everyone_in(comment: Comment, record: CompanyRecord, site: str) -> None:
    """Keep who is mentioned in a comment, and tell those who were not told before.

    Part of the actions that write it. With the address of our `site` they are told
    by mail too, if they wish; who may not see the record is not told, but the author.
    """
    if "@" not in comment.text:
        return
    colleagues = {each.id: each for each in directory().colleagues()}
    found = mentions_in(comment.text, list(colleagues.values()))
    known = {mention.user_id: mention for mention in comment.mentions.all()}
    told, blind = [], []
    for named in found.named:
        colleague = colleagues[named.id]
        sees = _may_see(colleague, record)
        oneself = is_oneself(colleague.id)
        mention = known.get(colleague.id) or Mention(
            comment=comment, user_id=colleague.id, told=False
        )
        if sees and not oneself and not mention.told:
            told.append((colleague, mention))
        if not sees:
            blind.append(colleague.name)
        mention.written = named.written
        mention.told = mention.told or (sees and not oneself)
        mention.save()
    _tell_the_author(found, blind)
    if site:
        _mail(comment, record, told, site)


def _may_see(colleague: Colleague, record: CompanyRecord) -> bool:
    permission = permissions_to_see().get(type(record))
    return permission is not None and colleague.may(permission)


def _tell_the_author(found: Found, blind: Iterable[str]) -> None:
    """Say whom the comment does not reach, though it is kept."""
    change = the_change()
    for name in blind:
        said = _("%(name)s may not see this record, and was not told of the comment.")
        change.notice(f"mention {name}", said % {"name": name})
    for written in found.unclear:
        said = _(
            "Several users are called “%(name)s”, so nobody was told. "
            "Write the whole name or the e-mail address after @."
        )
        change.notice(f"mention {written}", said % {"name": written})
    for written in found.unknown:
        said = _("Nobody here is called “%(name)s”, so nobody was told.")
        change.notice(f"mention {written}", said % {"name": written})


# By mail --------------------------------------------------------------------


def _mail(
    comment: Comment,
    record: CompanyRecord,
    told: Iterable[tuple[Colleague, Mention]],
    site: str,
) -> None:
    for colleague, mention in told:
        if colleague.mail_mentions and colleague.email:
            link = site.rstrip("/") + _address_of(mention)
            post(_letter(comment, record, colleague, link), MailKind.MENTION)


def _address_of(mention: Mention) -> str:
    return address("notes:mention", mention_id=mention.pk)


def _letter(
    comment: Comment, record: CompanyRecord, colleague: Colleague, link: str
) -> Letter:
    with translation.override(colleague.language or who_acts().company.language):
        who, where = comment.author_name, " ".join(str(record).split())
        facts = {"who": who, "record": where}
        kind = record._meta.verbose_name
        lines = [
            _("Hello %(name)s,") % {"name": colleague.name},
            _("%(who)s mentioned you in a comment on %(kind)s %(record)s:")
            % {**facts, "kind": kind},
            "\n".join(f"> {line}" for line in comment.text.split("\n")),
            link,
            _("You can turn these mails off in My Settings."),
        ]
        subject = _("%(who)s mentioned you: %(record)s") % facts
    return Letter(
        colleague.email, " ".join(subject.split())[:200], "\n\n".join(lines) + "\n"
    )


# One's own list -------------------------------------------------------------
