/* Tables marked "sortable": each head becomes a button that sorts the rows by its column, and back. */
(() => {
  const words = new Intl.Collator("en", { sensitivity: "base" });

  function compare(one, other) {
    return "sort" in one.dataset
      ? Number(one.dataset.sort) - Number(other.dataset.sort)
      : words.compare(one.textContent.trim(), other.textContent.trim());
  }

  function sort(table, column) {
    const heads = [...table.tHead.rows[0].cells];
    const ascending = heads[column].getAttribute("aria-sort") !== "ascending";
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const sign = ascending ? 1 : -1;
    const rows = [...table.tBodies[0].rows];
    rows.sort((one, other) => sign * compare(one.cells[column], other.cells[column]));
    table.tBodies[0].append(...rows);
  }

  document.querySelectorAll("table.sortable").forEach((table) => {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(table, column));
      head.replaceChildren(button);
    });
    table.classList.add("sorts"); // a small screen shows the heads only where they do something
  });
})();
