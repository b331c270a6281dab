// node widgets/build.mjs FOLDER: bundles every widget that pages name, with what they share in files of its own.
import { buildSync } from "esbuild";

buildSync({
  entryPoints: [
    "load",
    "read-h",
    "train-both",
    "lose-half",
    "four-slopes",
    "float-cliff",
    "latent-plane",
    "twin-worker",
  ].map((name) => `widgets/${name}.js`),
  outdir: process.argv[2],
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  logLevel: "warning",
});
