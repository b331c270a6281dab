// node press/katex.mjs: renders formulas with KaTeX. Reads a list of [TeX, whether it is displayed] as JSON, and writes a list of answers.
//
// Most elements of a page belong to formulas, and a phone computes the style and the place of each, so those go that change nothing
// that a reader sees or hears.
import { readFileSync } from "node:fs";
import katex from "katex";

const WITHOUT_STYLE = "mord mopen mclose mpunct mrel mbin mop minner mtight".split(" ");
const SCRIPT_SIZES = { "reset-size6 size3": 0.7, "reset-size3 size1": 0.5 / 0.7 };

const em = (length) => `${Number(length.toFixed(4))}em`;
const has = (node, name) => node.classes?.includes(name);
const isPlain = (node) =>
  node.classes.every((each) => !each || WITHOUT_STYLE.includes(each)) &&
  !Object.keys(node.style).length;

/* An exponent without an index below it is a table of one row in KaTeX. Here it is raised text. */
function raised(exponent) {
  const [table] = exponent.children;
  const [row] = table.children[0].children[0].children;
  const [strut, script] = row.children;
  const size = SCRIPT_SIZES[script.classes.slice(1, 3).join(" ")];
  if (!size || has(table, "vlist-t2")) return;
  const rise = -parseFloat(row.style.top) - parseFloat(strut.style.height);
  script.style.verticalAlign = em(rise / size);
  script.style.marginRight = em(parseFloat(row.style.marginRight) / size);
  script.classes.push("raised");
  return script;
}

/* What is shown in place of a node. */
function lightened(node, isInline) {
  if ("text" in node) {
    if (isPlain(node)) node.classes = [];
    return [node];
  }
  if (!node.children || !node.classes || has(node, "delimsizing")) return [node]; // drawings
  if (has(node, "katex-strut") && isInline && isLow(node)) return [];
  const script = has(node, "msupsub") && raised(node);
  if (script) return lightened(script, isInline);
  // The elements of a stack have places of their own.
  if (has(node, "vlist")) {
    const stacked = node.children.flatMap((row) => row.children ?? []);
    for (const each of stacked) if (each.classes && each.children) lighten(each, isInline);
    return [node];
  }
  lighten(node, isInline);
  return isPlain(node) ? node.children : [node];
}

function lighten(node, isInline) {
  node.children = node.children.flatMap((child) => lightened(child, isInline));
}

/* A line of text is at least as tall. */
function isLow({ style }) {
  const below = -parseFloat(style.verticalAlign ?? 0);
  return below <= 0.25 && parseFloat(style.height) - below <= 0.9;
}

function render(tex, displayMode) {
  const options = { displayMode, output: "htmlAndMathml", throwOnError: true, strict: "error" };
  const tree = katex.__renderToDomTree(tex, options);
  const [mathml, html] = displayMode ? tree.children[0].children : tree.children;
  const [math] = mathml.children;
  math.children = [math.children[0].children[0]]; // without its TeX, which press/katex.py writes
  lighten(html, !displayMode);
  const shown = html.toMarkup();
  if (displayMode || /raised|vlist/.test(shown)) return mathml.toMarkup() + shown;
  return shown.replace(' aria-hidden="true"', ""); // one line of signs is read as it is
}

function answer([tex, displayMode]) {
  try {
    return { html: render(tex, displayMode) };
  } catch (error) {
    return { error: String(error.message) };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0)).map(answer)));
