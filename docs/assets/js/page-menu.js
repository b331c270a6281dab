/* The page's menu: its Markdown can be copied. Without this script the menu still leads to it. */
(() => {
  const menu = document.querySelector(".page-menu");
  if (!menu) return;
  const link = menu.querySelector("a");
  const button = document.createElement("button");
  const item = document.createElement("li");
  const name = "Copy page as Markdown";
  button.type = "button";
  button.textContent = name;
  item.append(button);
  link.parentElement.before(item);
  let text;

  const read = async () => {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  };

  // It is fetched when the menu opens, because Safari allows no wait between a click and the copy.
  menu.addEventListener("toggle", () => {
    if (menu.open && !text) text = read().catch(() => null);
  });
  button.addEventListener("click", async () => {
    const markdown = await text;
    if (!markdown) return location.assign(link.href);
    await navigator.clipboard.writeText(markdown);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = name), 1500);
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  });
})();
