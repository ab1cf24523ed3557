/*
 * Asks for what is new of a build's steps while it runs, and for the output of a step when that is opened. Texts are only ever set as
 * texts. Without scripts the page is whole, and each step has a link to its output.
 */
document.addEventListener("DOMContentLoaded", () => {
  const tree = document.getElementById("image-farm-steps");
  if (!tree) {
    return;
  }
  tree.classList.add("image-farm-with-scripts");
  const every = Number(tree.dataset.every);
  let since = tree.dataset.end;

  function ask(what, parameters) {
    return fetch(tree.dataset.url + what, {
      method: "POST",
      headers: crumb.wrap({ "Content-Type": "application/x-www-form-urlencoded" }),
      body: new URLSearchParams(parameters),
    }).then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.status))));
  }

  function made(template) {
    return document.getElementById(template).content.firstElementChild.cloneNode(true);
  }

  function partOf(step) {
    let part = [...tree.children].find((section) => section.dataset.part === step.part);
    if (!part) {
      part = made("image-farm-new-part");
      part.dataset.part = step.part;
      if (step.part) {
        part.querySelector("h2").textContent = step.part;
      }
      tree.append(part);
    }
    return part.querySelector("ol");
  }

  function show(step) {
    const id = `step-${step.part}-${step.number}`;
    let row = document.getElementById(id)?.closest("li");
    if (!row) {
      row = made("image-farm-new-step");
      row.querySelector("summary").id = id;
      row.dataset.part = step.part;
      row.dataset.number = step.number;
      const query = new URLSearchParams({ part: step.part, number: step.number, from: 0 });
      row.querySelector("a").setAttribute("href", `log?${query}`);
      row.querySelector(".image-farm-step-number").textContent = `#${step.number}`;
      const rows = partOf(step);
      const before = [...rows.children].findLast((other) => Number(other.dataset.number) < step.number);
      rows.insertBefore(row, before ? before.nextElementSibling : rows.firstElementChild);
    }
    row.className = `image-farm-step image-farm-step-${step.state}`;
    row.querySelector(".image-farm-step-name").textContent = step.name;
    row.querySelector(".image-farm-step-state").textContent = step.stateText;
    row.querySelector(".image-farm-step-time").textContent = step.duration;
    row.querySelector(".image-farm-step-error").textContent = step.error;
  }

  function end() {
    const overview = document.getElementById("image-farm-overview");
    return fetch(overview.dataset.url, { cache: "no-store" })
      .then((response) => (response.ok ? response.text() : null))
      .then((html) => {
        if (html !== null) {
          overview.innerHTML = html;
          Behaviour.applySubtree(overview, true);
          document.getElementById("image-farm-ended").textContent =
            document.getElementById("image-farm-told")?.textContent.trim() ?? "";
        }
      });
  }

  function look() {
    const again = () => setTimeout(look, every);
    if (document.hidden) {
      again();
      return;
    }
    ask("news", { since }).then((news) => {
      since = news.end;
      news.steps.forEach(show);
      return news.running ? again() : end();
    }, again); // Jenkins may be away; the next look may find it
  }

  function output(details, from) {
    const row = details.closest("li");
    ask("output", { part: row.dataset.part, number: row.dataset.number, from }).then((piece) => {
      let text = details.querySelector("pre");
      if (!text) {
        text = document.createElement("pre");
        text.className = "image-farm-output";
        text.tabIndex = 0; // so that it can be scrolled with keys
        details.append(text);
      }
      text.append(piece.text || (from === 0 ? made("image-farm-no-output") : ""));
      details.querySelector("button")?.remove();
      if (piece.next >= 0) {
        const more = made("image-farm-more");
        more.addEventListener("click", () => output(details, piece.next));
        details.append(more);
      }
    });
  }

  // Toggling does not bubble.
  tree.addEventListener(
    "toggle",
    (event) => {
      event.target.querySelector("pre")?.remove();
      event.target.querySelector("button")?.remove();
      if (event.target.open) {
        output(event.target, 0);
      }
    },
    true,
  );

  if (tree.dataset.running === "true") {
    setTimeout(look, every);
  }
});
