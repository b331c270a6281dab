/* Names and focus that Material leaves out, found with axe-core. */
(() => {
  function name() {
    document
      .querySelectorAll('[data-md-component="search"][role="dialog"]:not([aria-label])')
      .forEach((dialog) => {
        dialog.setAttribute("aria-label", "Search");
      });

    // The copy button is in a <nav>, which is a landmark, so each needs its own name.
    const blocks = [...document.querySelectorAll(".highlight")];
    document.querySelectorAll("nav.md-code__nav:not([aria-label])").forEach((nav) => {
      const number = blocks.indexOf(nav.closest(".highlight")) + 1;
      nav.setAttribute("aria-label", `Code block ${number} tools`);
    });

    // A wide table scrolls sideways on a small screen: a keyboard must reach it.
    document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])").forEach((table) => {
      table.setAttribute("tabindex", "0");
    });
  }

  // Material adds buttons and scroll boxes after the page has loaded.
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
  name();
})();
