/* What was measured: badges that open to their row of the evidence, and that page's citations.
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
      await navigator.clipboard.writeText(text);
      button.textContent = "copied";
      setTimeout(() => (button.textContent = name), 1500);
    });
    return button;
  }

  /* A row's command can be copied. */
  function equip(found) {
    const command = found.querySelector(".run code");
    command.after(" ", copyButton("copy", `python -m ${command.textContent}`));
  }

  if (document.querySelector(".evidence-rows")) evidencePage();
  else
    for (const badge of document.querySelectorAll("a.claim"))
      badge.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        show(badge).catch(() => location.assign(badge.href));
      });

  let evidence; // once it is needed
  let box;

  async function read(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  /* A press on the badge shows its row below it, or above it where there is more room. */
  async function show(badge) {
    const [address, claim] = badge.href.split("#");
    evidence ??= read(address);
    const found = (await evidence).getElementById(claim).cloneNode(true);
    for (const link of found.querySelectorAll("a[href]"))
      link.href = new URL(link.getAttribute("href"), address);
    found.querySelector(".run a").replaceWith(make("a", { href: badge.href }, "its row"));
    equip(found);
    box?.remove();
    const dialog = { role: "dialog", ariaLabel: "What was measured", tabIndex: -1 };
    const given = { popover: "auto", className: "claim-box", ...dialog };
    box = make("div", given, ...found.childNodes);
    document.querySelector(".md-content__inner").append(box);
    box.showPopover({ source: badge });
    box.focus({ preventScroll: true });
  }

  function evidencePage() {
    function citations({ claim, commit, date }, statement) {
      const { version } = document.querySelector(".evidence-rows").dataset;
      const page = document.querySelector("link[rel=canonical]") ?? location;
      const address = `${page.href.split("#")[0]}#${claim}`;
      const run = `${commit ? `commit ${commit}` : "uncommitted changes"}, measured on ${date}`;
      const made = `Version ${version}, claim ${claim}, ${run}`;
      for (const formula of statement.querySelectorAll(".arithmatex"))
        formula.replaceWith(`$${formula.dataset.tex}$`);
      return {
        "copy citation": `The authors of Why log σ²? “${statement.textContent.trim()}” ${made}. ${address}`,
        "copy BibTeX": `@misc{why_log_variance_${claim.replaceAll("-", "_")},
  title        = {{Why log $\\sigma^2$? Claim ${claim}}},
  author       = {{The authors of Why log $\\sigma^2$?}},
  year         = {${date.slice(0, 4)}},
  howpublished = {\\url{${address}}},
  note         = {${made}}
}`,
      };
    }

    function opened(row) {
      history.replaceState(null, "", `#${row.dataset.claim}`); // its address can be shared
      if (row.querySelector("button")) return;
      equip(row);
      const statement = row.querySelector('[data-shows="statement"]').cloneNode(true);
      const buttons = Object.entries(citations(row.dataset, statement)).map(([name, text]) =>
        copyButton(name, text),
      );
      row.querySelector(".run").after(make("p", {}, buttons[0], " ", buttons[1]));
    }

    const open = "details[data-claim][open]";
    document.querySelectorAll(open).forEach(opened); // a link's
    document.addEventListener(
      "toggle",
      ({ target }) => target.matches(open) && opened(target),
      true,
    );
  }
})();
