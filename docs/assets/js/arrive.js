/* Whoever comes by a link or from the search sees what it is about: the folds around it open, and the words of the search are marked. */
(() => {
  function open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let fold = target?.closest("details:not([open])");
    if (!fold) return;
    for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  }

  function mark(words) {
    const beginnings = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})`, "giu");
    const marked = new Highlight();
    const texts = document.createTreeWalker(
      document.querySelector("article"),
      NodeFilter.SHOW_TEXT,
    );
    while (texts.nextNode()) {
      const text = texts.currentNode;
      for (const { index, 0: word } of text.data.matchAll(beginnings)) {
        const range = new Range();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        marked.add(range);
      }
    }
    CSS.highlights.set("searched", marked);
  }

  addEventListener("hashchange", open);
  open();
  const words = new URLSearchParams(location.search).get("h")?.match(/[\p{L}\p{N}]+/gu);
  if (words && window.Highlight) mark(words);
})();
