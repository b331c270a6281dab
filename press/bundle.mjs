// node press/bundle.mjs SITE: makes one style sheet of those that every page of a built site links to, without what no page uses.
import { createHash } from "node:crypto";
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, transform } from "lightningcss";

const LINK = /<link rel="stylesheet" href="([^"]*?)((?:assets|generated)\/\S+?)">/g;
const WORD = /[\w-]+/g;
const FOLDER = "generated/katex"; // from there KaTeX's sheet links to its fonts
// With `[class]` in a selector, a browser computes the style of everything below an element again when one of its
// classes changes, and Material's script changes one of <html>.
const WITHOUT_CLASS = ":not([class])";
const NONE_OF_OURS = ":not(.bars,.parts,.survey)";

const [site] = process.argv.slice(2);
const texts = (files) =>
  globSync(files, { cwd: site }).map((name) => [name, readFileSync(join(site, name), "utf8")]);

const pages = texts("**/*.html");
const linked = pages.map(([, html]) => Array.from(html.matchAll(LINK), (link) => link[2]));
const sheets = linked[0];
if (linked.some((each) => String(each) !== String(sheets))) {
  console.error("pages link to different style sheets:", new Set(linked.flat()));
  process.exit(1);
}

const words = new Set([...pages, ...texts("**/*.js")].join().match(WORD));
words.delete("rtl"); // for text from right to left, which no page has
const beginnings = [...words].filter((word) => /\w-$/.test(word)); // scripts append to them
const isUsed = (name) => words.has(name) || beginnings.some((word) => name.startsWith(word));

/* A selector is left out if it has a class, or an attribute with a value, that is in no page and no script. */
function Selector(selector) {
  const asked = selector.map((part) => (part.type === "class" ? part.name : part.operation?.value));
  if (!(asked.join(" ").match(WORD) ?? []).every(isUsed)) return [];
}

const filename = join(site, FOLDER, "all.css");
writeFileSync(filename, sheets.map((sheet) => `@import "../../${sheet}";`).join("\n"));
const { code } = bundle({ filename, minify: true, visitor: { Selector } });
const asked = new Set(Array.from(String(code).matchAll(/var\((--[\w-]+)/g), (each) => each[1]));

/* So is a variable that no rule asks for. */
function custom({ name }) {
  if (name.startsWith("--") && !asked.has(name) && !isUsed(name)) return [];
}

const options = { filename, code, minify: true, visitor: { Declaration: { custom } } };
const sheet = String(transform(options).code).replaceAll(WITHOUT_CLASS, NONE_OF_OURS);
const digest = createHash("sha256").update(sheet).digest("hex").slice(0, 8);
const name = `${FOLDER}/all.${digest}.css`;
writeFileSync(join(site, name), sheet);
for (const [page, html] of pages) {
  const link = (_, root, path) =>
    path === sheets[0] ? `<link rel="stylesheet" href="${root}${name}">` : "";
  writeFileSync(join(site, page), html.replace(LINK, link));
}
for (const path of sheets) {
  rmSync(join(site, path));
  rmSync(join(site, `${path}.map`), { force: true });
}
rmSync(filename);
