/*
 * Keeps the page as it is now: fetches its tables again every few seconds while somebody can see them. What has the focus keeps it, and
 * what was opened stays open. Without scripts the page is whole, and a reload does the same.
 */
document.addEventListener("DOMContentLoaded", () => {
  const live = document.getElementById("image-farm-live");
  if (!live) {
    return;
  }
  const every = Number(live.dataset.every);
  let last = "";

  function show(html) {
    if (html === last) {
      return;
    }
    last = html;
    const focused = document.activeElement;
    // Links and the buttons of pods, which are replaced with everything else.
    const attribute = live.contains(focused) ? ["href", "formaction"].find((name) => focused.hasAttribute(name)) : null;
    const target = attribute ? focused.getAttribute(attribute) : null;
    const row = attribute ? focused.closest("[id]").id : null;
    const open = [...live.querySelectorAll("details[open][id]")].map((details) => details.id);
    live.innerHTML = html;
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    if (attribute) {
      const scope = document.getElementById(row) || live;
      scope.querySelector(`[${attribute}="${CSS.escape(target)}"]`)?.focus({ preventScroll: true });
    }
    Behaviour.applySubtree(live, true);
  }

  function look() {
    const done = () => setTimeout(look, every);
    if (document.hidden) {
      done();
      return;
    }
    fetch(live.dataset.url, { cache: "no-store" })
      .then((response) => (response.ok && !response.redirected ? response.text() : null))
      .then((html) => {
        if (html !== null) {
          show(html);
        }
      })
      // Jenkins may be away; the next look may find it.
      .then(done, done);
  }

  setTimeout(look, every);
});
