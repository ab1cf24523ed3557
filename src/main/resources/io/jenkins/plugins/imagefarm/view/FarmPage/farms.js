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
    const link = live.contains(focused) ? focused.getAttribute("href") : null;
    const row = link ? focused.closest("[id]").id : null;
    const open = [...live.querySelectorAll("details[open][id]")].map((details) => details.id);
    live.innerHTML = html;
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    if (link) {
      const scope = document.getElementById(row) || live;
      scope.querySelector(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
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
