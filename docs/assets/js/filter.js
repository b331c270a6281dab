/* A field above a long list hides the rows that lack its words. Without this script all rows are there. */
(() => {
  const filter = document.querySelector(".filter");
  if (!filter) return;
  const field = filter.querySelector("input");
  const rows = [...document.querySelectorAll(filter.dataset.rows)];
  const plain = (text) => text.toLowerCase().replaceAll("²", "2");

  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = plain(row.textContent);
      row.hidden = !words.every((word) => text.includes(word));
    }
    for (const fold of document.querySelectorAll(".of-page")) fold.open = words.length > 0;
    const shown = rows.filter((row) => !row.hidden).length;
    filter.querySelector("output").textContent = `${shown} of ${rows.length} are shown.`; // read aloud
  });
  filter.hidden = false;
})();
