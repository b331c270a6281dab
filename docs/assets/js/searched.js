/* Whoever comes from the search sees its words marked. */
(() => {
  const words = new URLSearchParams(location.search).get("h")?.match(/[\p{L}\p{N}]+/gu);
  if (!words || !window.Highlight) return;
  const beginnings = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})`, "giu");
  const marked = new Highlight();
  const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
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
})();
