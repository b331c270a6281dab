/* Tables marked "sortable": each head becomes a button that sorts the rows by its column, and back. A field filters the rows. */
(() => {
  function compare(one, other) {
    return "sort" in one.dataset
      ? Number(one.dataset.sort) - Number(other.dataset.sort)
      : one.textContent.trim().localeCompare(other.textContent.trim(), "en");
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
    const field = document.createElement("input");
    Object.assign(field, { type: "search", placeholder: table.dataset.filter });
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/);
      for (const row of table.tBodies[0].rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
    });
    const label = document.createElement("label");
    label.className = "table-filter";
    label.append("Show rows with ", field);
    table.before(label);
    table.classList.add("sorts"); // a small screen shows the heads only where they do something
  });
})();
