// node press/bundle.mjs SITE SHEET …: bundles the style sheets into one and prints its name.
import { join } from "node:path";
import { buildSync } from "esbuild";

const [site, ...sheets] = process.argv.slice(2);
const { metafile } = buildSync({
  absWorkingDir: site,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  stdin: {
    contents: sheets.map((sheet) => `@import "./${sheet}";`).join("\n"),
    loader: "css",
    resolveDir: site,
  },
  bundle: true,
  external: [join(site, "*.woff2")], // stays a file, and its address is made relative to the bundle
  outdir: "assets",
  entryNames: "all",
  metafile: true,
});
process.stdout.write(Object.keys(metafile.outputs)[0]);
