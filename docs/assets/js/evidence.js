/* What was measured: badges that open to their row of the evidence, and that page's filter and citations.
   Without this script a badge is a link to its row, and all rows are there. */
(() => {
  const make = (tag, properties, ...inside) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  };

  function copyButton(name, text) {
    const button = make("button", { type: "button", className: "row-button" }, name);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text());
      button.textContent = "copied";
      setTimeout(() => (button.textContent = name), 1500);
    });
    return button;
  }

  /* A row's command can be copied, and its link to a published file scrolls to the check. */
  function equip(found, claim) {
    const command = found.querySelector(".run code");
    command.after(
      " ",
      copyButton("copy", () => `python -m ${command.textContent}`),
    );
    const check = found.querySelector(".run a:last-child");
    if (!check.hash) check.href += `#:~:text=def%20test_${claim.replaceAll("-", "_")}%28`;
  }

  badges();
  evidencePage();

  function badges() {
    const here = location.pathname;
    const all = [...document.querySelectorAll("a.claim")].filter(
      (badge) => badge.pathname !== here,
    );
    if (!all.length || !HTMLElement.prototype.showPopover) return;
    let box, evidence, open, pressed;

    // It is made when it is needed: one more element makes the browser compute the style of the whole article again.
    function makeBox() {
      box = make("div", { popover: "auto", className: "claim-box", tabIndex: -1 });
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", "What was measured");
      box.addEventListener("toggle", (event) => {
        open?.setAttribute("aria-expanded", event.newState === "open");
      });
      document.querySelector(".md-content__inner").append(box);
    }

    const read = async (address) => {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(answer.statusText);
      return new DOMParser().parseFromString(await answer.text(), "text/html");
    };

    async function show(badge) {
      const [address, claim] = badge.href.split("#");
      evidence ??= read(address);
      const found = (await evidence).getElementById(claim).cloneNode(true);
      for (const link of found.querySelectorAll("a[href]"))
        link.href = new URL(link.getAttribute("href"), address);
      found.querySelector(".run a").replaceWith(make("a", { href: badge.href }, "its row"));
      found.removeAttribute("id");
      equip(found, claim);
      if (!box) makeBox();
      box.replaceChildren(...found.childNodes);
      open = badge;
      box.showPopover();
      place(badge.getBoundingClientRect());
      box.focus({ preventScroll: true });
    }

    // Below the badge, or above it where there is more room.
    function place(at) {
      const gap = 8;
      const header = document.querySelector(".md-header").offsetHeight;
      const [above, below] = [at.top - header - 2 * gap, innerHeight - at.bottom - 2 * gap];
      box.style.maxHeight = `${Math.max(above, below, 200)}px`;
      const fits = below >= box.offsetHeight || below >= above;
      box.style.top = `${scrollY + (fits ? at.bottom + gap : at.top - box.offsetHeight - gap)}px`;
      const last = document.documentElement.clientWidth - box.offsetWidth - gap;
      box.style.left = `${Math.max(gap, Math.min(at.left - 40, last))}px`;
    }

    all.forEach((badge) => {
      badge.setAttribute("aria-haspopup", "dialog");
      badge.setAttribute("aria-expanded", "false");
      // A press on the badge of the open box has closed it by the time of the click.
      badge.addEventListener(
        "pointerdown",
        () => (pressed = box?.matches(":popover-open") && open === badge),
      );
      badge.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        if (!pressed) show(badge).catch(() => location.assign(badge.href));
        pressed = false;
      });
    });
  }

  function evidencePage() {
    const filter = document.querySelector(".evidence-filter");
    if (!filter) return;
    const select = filter.querySelector("select");
    const search = filter.querySelector("input");
    const said = filter.querySelector("output"); // read aloud when it changes
    const rows = [...document.querySelectorAll("details[data-claim]")];
    const pages = [...document.querySelectorAll("details[data-page]")];
    const all = make("button", { type: "button", className: "row-button" }, "show all claims");
    all.addEventListener("click", showAll);
    said.after(" ", all);
    const text = new Map();
    const plain = (string) => string.toLowerCase().replaceAll("²", "2");

    // A formula is in the page twice.
    function textOf(row) {
      if (!text.has(row)) {
        const copy = row.cloneNode(true);
        for (const formula of copy.querySelectorAll(".katex-mathml")) formula.remove();
        text.set(row, plain(copy.textContent));
      }
      return text.get(row);
    }

    function show() {
      const words = plain(search.value).split(/\s+/).filter(Boolean); // none: no text is needed
      const filtered = words.length || select.value;
      for (const page of pages) {
        const ofPage = !select.value || page.dataset.page === select.value;
        const found = [...page.querySelectorAll("details[data-claim]")];
        for (const row of found)
          row.hidden = !(ofPage && words.every((word) => textOf(row).includes(word)));
        page.hidden = found.every((row) => row.hidden);
        page.open = Boolean(filtered) && !page.hidden;
      }
      const shown = rows.filter((row) => !row.hidden).length;
      said.textContent = filtered
        ? `${shown} of ${rows.length} claims are shown.`
        : `${rows.length} claims on ${pages.length} pages`;
    }

    function showAll() {
      select.value = search.value = "";
      show();
      for (const page of pages) page.open = true;
    }

    // A link to a row opens it, whatever the filter hides.
    function follow() {
      const row = document
        .getElementById(decodeURIComponent(location.hash.slice(1)))
        ?.closest("details[data-claim]");
      if (!row) return;
      if (row.hidden) {
        select.value = search.value = "";
        show();
      }
      row.closest("details[data-page]").open = row.open = true;
      row.scrollIntoView();
    }

    // A title for classic BibTeX: signs become formulas or are escaped.
    const SIGNS = Object.fromEntries(
      String.raw`σ \sigma μ \mu ε \varepsilon β \beta τ \tau κ \kappa η \eta π \pi ∂ \partial ± \pm ² ^2 ½ \frac12 ¼ \frac14 − - ∞ \infty · \cdot × \times`
        .match(/\S+ \S+/g)
        .map((pair) => pair.split(" ")),
    );
    const ANY = new RegExp(`[${Object.keys(SIGNS).join("")}]+`, "g");
    const named = (signs) => [...signs].map((sign) => SIGNS[sign]).join(" ");
    const escaped = (text) =>
      text
        .replace(/[%_&#]/g, "\\$&")
        .replace(/“/g, "``")
        .replace(/”/g, "''")
        .replace(/[\u202f\u00a0]/g, "~")
        .replace(/…/g, "\\dots{}")
        .replace(ANY, (signs) => `$${named(signs)}$`);
    const tex = (text) =>
      text
        .split(/(\$[^$]*\$)/)
        .map((part) =>
          part.startsWith("$") ? part.replace(ANY, (signs) => `${named(signs)} `) : escaped(part),
        )
        .join("");

    function cite(row) {
      const { claim, commit, date } = row.dataset;
      const statement = row.querySelector('[data-shows="statement"]').cloneNode(true);
      for (const formula of statement.querySelectorAll(".arithmatex"))
        formula.replaceWith(`$${formula.dataset.tex}$`);
      const page =
        document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
      const address = `${page}#${claim}`;
      const { version } = row.closest(".evidence-rows").dataset;
      const run = `${commit ? `commit ${commit}` : "uncommitted changes"}, measured on ${date}`;
      const made = `Version ${version}, claim ${claim}, ${run}`;
      const said = statement.textContent.trim();
      const plainly = `The authors of Why log σ²? “${said}” ${made}. ${address}`;
      const bibtex = `@misc{why_log_variance_${claim.replaceAll("-", "_")},
  title        = {{Why log $\\sigma^2$? ${tex(said)}}},
  author       = {{The authors of Why log $\\sigma^2$?}},
  year         = {${date.slice(0, 4)}},
  howpublished = {\\url{${address}}},
  note         = {${made}}
}`;
      return Object.entries({ Plain: plainly, BibTeX: bibtex }).map(([name, all]) =>
        make(
          "div",
          { className: "citation" },
          `${name} `,
          copyButton("copy", () => all),
          make("pre", {}, all),
        ),
      );
    }

    function equipped(event) {
      const row = event.target;
      if (!row.open || !row.matches("details[data-claim]")) return;
      history.replaceState(null, "", `#${row.dataset.claim}`); // its address can be shared
      if (row.querySelector("button")) return;
      equip(row, row.dataset.claim);
      const button = make("button", { type: "button", className: "row-button" }, "cite this claim");
      button.addEventListener("click", () => button.parentElement.replaceWith(...cite(row)));
      row.querySelector(".run").after(make("p", {}, button));
    }

    document.addEventListener("toggle", equipped, true);
    select.addEventListener("change", show);
    search.addEventListener("input", show);
    window.addEventListener("hashchange", follow);
    show();
    filter.hidden = false;
    follow();
  }
})();
