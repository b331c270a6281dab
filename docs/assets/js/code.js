/* Code: long code unfolds, and a block that is wider than its page can be scrolled with a keyboard.
   The copy button copies all of a block, and without this script all is shown. */
(() => {
  document.addEventListener("click", ({ target }) => {
    if (!target.matches(".fold")) return;
    target.dataset.all ??= target.textContent;
    const folded = target.parentElement.classList.toggle("folded");
    target.setAttribute("aria-expanded", String(!folded));
    target.textContent = folded ? target.dataset.all : "Show fewer";
  });

  const blocks = new ResizeObserver((changed) => {
    for (const { target } of changed) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const code of document.querySelectorAll("pre > code")) blocks.observe(code);
})();
