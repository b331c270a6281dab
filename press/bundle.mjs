// node press/bundle.mjs SITE SHEET …: makes one style sheet of several, prints its name, and takes out of the scripts what only people read.
// Of what is not ours a rule stays if its names stand in a page's tags or in a script, where any word may be a name.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync, transformSync } from "esbuild";
import { PurgeCSS } from "purgecss";

const OURS = "assets/css/";
const MINIFIED = { minify: true, legalComments: "none", charset: "utf8" };
const OFF = /^md-(annotation|banner|consent|feedback|source__fact|version)/; // in Material's script, and not in mkdocs.yml
const PROSE = /\s(alt|aria-label|content|title)="[^"]*"/g;
const [site, ...sheets] = process.argv.slice(2);
const read = (file) => readFileSync(join(site, file), "utf8");
const files = (folder, ends) =>
  readdirSync(join(site, folder), { recursive: true })
    .filter((file) => ends.test(file))
    .map((file) => join(folder, file));

const named = (texts) => texts.flatMap((text) => text.match(/#?[\w-]+/g) ?? []);
const tags = (html) => html.replace(/>[^<]*</g, "><").replace(PROSE, "");
const inline = (html) => html.match(/<script>.*?<\/script>/gs) ?? [];

/** Several sheets as one, whose addresses hold in assets/. */
function together(sheets) {
  const options = {
    bundle: true,
    write: false,
    charset: "utf8",
    external: [join(site, "*.woff2")],
  };
  const contents = sheets.map((file) => `@import "./${file}";`).join("\n");
  const stdin = { contents, loader: "css", resolveDir: site };
  return buildSync({ ...options, stdin, outdir: join(site, "assets") }).outputFiles[0].text;
}

const ours = together(sheets.filter((file) => file.startsWith(OURS)));
const theirs = together(sheets.filter((file) => !file.startsWith(OURS)));
const scripts = files("assets/js", /\.js$/);
const programs = [...scripts, ...files(".", /bundle\..*\.js$|widgets.*\.js$/)].map(read);
const pages = files(".", /\.html$/).map(read);
const words = [
  ...new Set([
    ...named([ours, ...pages.map(tags)]),
    ...named([...programs, ...pages.flatMap(inline)]).filter((word) => !OFF.test(word)),
  ]),
];
const starts = words.filter((word) => /^(?!data-)[a-z].*-$/.test(word)); // a script completes them
const [used] = await new PurgeCSS().purge({
  content: [{ raw: words.join(" "), extension: "words" }],
  extractors: [{ extensions: ["words"], extractor: (text) => text.split(" ") }],
  css: [{ raw: theirs }],
  keyframes: true,
  variables: true,
  safelist: { standard: starts.map((start) => RegExp(`^${start}`)), variables: words },
});
const { code } = transformSync(used.css + ours, { ...MINIFIED, loader: "css" });
const sheet = `assets/all.${createHash("sha256").update(code).digest("hex").slice(0, 8)}.css`;
writeFileSync(join(site, sheet), code);

for (const file of scripts)
  writeFileSync(join(site, file), transformSync(read(file), MINIFIED).code);
process.stdout.write(sheet);
