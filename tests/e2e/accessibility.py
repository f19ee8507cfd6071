"""What a page owes to those who hear it or use it by keyboard; looked up in the page as the browser built it."""

from playwright.sync_api import Page

_LOOK = """() => {
  const wrong = [];
  const shown = element => element.checkVisibility({visibilityProperty: true});
  const text = element => (element?.textContent || "").trim();
  const named = element => text(element) || element.getAttribute("aria-label")
    || (element.getAttribute("aria-labelledby") || "").split(" ").some(id => text(document.getElementById(id)))
    || element.querySelector("img[alt]:not([alt='']), svg[aria-label], svg title") !== null;
  const all = selector => [...document.querySelectorAll(selector)];
  if (!document.documentElement.lang) wrong.push("no language");
  if (!document.title.trim()) wrong.push("no title");
  for (const [landmark, selector] of [["main", "main"], ["banner", "header"], ["h1", "h1"]])
    if (all(selector).filter(shown).length !== 1) wrong.push(`not exactly one ${landmark}`);
  if (!all("body > a[href='#main']").length) wrong.push("no link that skips to the content");
  let last = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter(shown)) {
    const level = Number(heading.tagName[1]);
    if (!text(heading)) wrong.push("an empty heading");
    if (level > last + 1) wrong.push(`h${level} after h${last}: ${text(heading)}`);
    last = level;
  }
  for (const field of all("input:not([type=hidden]), select, textarea").filter(shown))
    if (![...field.labels].some(text) && !named(field)) wrong.push(`a field without a label: ${field.name}`);
  for (const element of all("a[href], button").filter(shown))
    if (!named(element)) wrong.push(`nothing says where or what: ${element.outerHTML.slice(0, 80)}`);
  for (const image of all("img:not([alt])")) wrong.push(`a picture without alternative: ${image.src}`);
  for (const table of all("table").filter(shown))
    if (!table.querySelector("th[scope]")) wrong.push("a table without headers");
  for (const group of all("fieldset").filter(shown))
    if (!text(group.querySelector("legend"))) wrong.push("a group without a legend");
  const ids = all("[id]").map(element => element.id);
  for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) wrong.push(`twice: id ${id}`);
  for (const attribute of ["aria-describedby", "aria-labelledby", "aria-controls"])
    for (const element of all(`[${attribute}]`))
      for (const id of element.getAttribute(attribute).split(/\\s+/))
        if (id && !document.getElementById(id)) wrong.push(`${attribute} names nothing: ${id}`);
  return wrong;
}"""


def faults(page: Page) -> list[str]:
    """Language, title, landmarks, headings in order, names of fields and links, headers of tables, identities."""
    return [str(fault) for fault in page.evaluate(_LOOK)]
