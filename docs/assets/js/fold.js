/* Long code is folded to its beginning. The copy button gives all of it, and without this script all is shown. */
(() => {
  const LONG = 24; // lines
  document.querySelectorAll(".md-content .highlight").forEach((block) => {
    const code = block.querySelector("pre > code");
    const lines = code?.textContent.trimEnd().split("\n").length;
    if (!code || lines <= LONG || block.closest("details, .output")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "row-button fold";
    const toggle = () => {
      const folded = block.classList.toggle("folded");
      button.setAttribute("aria-expanded", String(!folded));
      button.textContent = folded ? `Show all ${lines} lines` : "Show fewer";
    };
    button.addEventListener("click", toggle);
    toggle();
    block.append(button);
  });
})();
