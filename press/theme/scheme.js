/* Light or dark: what the system prefers, until the reader presses the button. It runs before the page is drawn, so a dark page does not
   begin white. Material's switch runs later and makes the browser compute the style of the whole page four times. */
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen;
  try {
    chosen = __md_get("scheme");
  } catch {} // storage is blocked
  const isDark = () => (chosen ? chosen === "slate" : dark.matches);
  const show = () => {
    document.body.dataset.mdColorScheme = isDark() ? "slate" : "default";
    document.documentElement.style.colorScheme = isDark() ? "dark" : "light"; // also of the scroll bars
  };
  show();
  dark.addEventListener("change", show);
  document.querySelector(".scheme").addEventListener("click", () => {
    chosen = isDark() ? "default" : "slate";
    __md_set("scheme", chosen);
    const { dataset } = document.body;
    dataset.mdColorSwitching = ""; // Material's sign that no colour fades
    show();
    requestAnimationFrame(() => requestAnimationFrame(() => delete dataset.mdColorSwitching));
  });
})();
