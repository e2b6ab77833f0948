"""What pages say, in lines, but for what surrounds every page."""

import html
import re

COMPANY = "/c/lindeboom"
# Beside contacts stand figures that leave out what was lost, as they did not before.
LISTS = (
    *("opportunities", "customers", "quotes", "orders", "items"),
    *("salespeople", "sales-cycles", "close-codes", "number-series", "currencies"),
    *("customer-templates", "roles", "users", "jobs", "mentions", "changes"),
    "sales/versions",
)
# What captions became that means the same, since e5b314a.
# What means something else now, or is said better.
AVERAGE_DAYS = re.compile(
    r'<td class="is-numeric">[\d.]*</td>\s*(?=<td class="row-tools">)'
)
SAID_BETTER = re.compile(
    r"A (sales quote is made of|quote is assigned to) one that is in progress\.$"
    r"|^files$"  # behind Attach, for who listens
)
RENAMED = {"Open Opportunities": "In Progress", "Opportunities": "In Progress"}


def pages_of(made):
    """The addresses of pages whose figures and histories are to stay."""
    quote, _order = made["documents"]
    return (
        *(f"{COMPANY}/{name}/" for name in LISTS),
        f"{COMPANY}/opportunities/?view={made['view']}",
        *(f"{COMPANY}/opportunities/{number}/" for number in made["opportunities"]),
        *(f"{COMPANY}/sales-cycles/{code}/" for code in made["cycles"]),
        *(f"{COMPANY}/sales/{number}/" for number in made["documents"]),
        f"{COMPANY}/sales/{quote}/versions/",
        *(f"{COMPANY}/records/{path}/history/" for path in made["histories"]),
    )


def pages_seen(visitor, made):
    """The status and the lines of each."""
    return {path: _seen(visitor, path) for path in pages_of(made)}


def _seen(visitor, path):
    status, page = visitor.get(path)
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    page = main[0] if main else page
    if "/sales-cycles/" in path:
        page = AVERAGE_DAYS.sub("", page)
    return status, lines_of(page)


def lines_of(page):
    page = re.sub(r"<(script|style|template).*?</\1>", "", page, flags=re.DOTALL)
    texts = re.split(r"<[^>]+>", page)
    lines = (" ".join(html.unescape(text).split()) for text in texts)
    lines = (RENAMED.get(line, line) for line in lines if line)
    return [line for line in lines if not SAID_BETTER.search(line)]
