/* The page's menu: its Markdown can be copied. Without this script the menu still leads to it. */
(() => {
  const button = document.querySelector("#page-menu button");
  if (!button) return;
  const name = button.textContent;
  const { href } = button.nextElementSibling;

  async function read() {
    const answer = await fetch(href);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  }

  button.addEventListener("click", async () => {
    try {
      // Safari copies a promise, and nothing once it was waited for.
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": read() })]);
    } catch {
      return location.assign(href);
    }
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = name), 1500);
  });
})();
