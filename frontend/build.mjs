// Builds what kpcs ships: two style sheets (left to right, right to left), one script, htmx, fonts and pictures.
// Run by `npm ci && npm run build`; the result is committed, so that a newcomer needs no Node.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import esbuild from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const out = path.join(here, "../src/kpcs/web/ui/static/kpcs");

await rm(out, { recursive: true, force: true });
for (const folder of ["css", "js", "fonts", "img"]) {
  await mkdir(path.join(out, folder), { recursive: true });
}

function compiled(name) {
  return sass.compile(path.join(here, "scss", name), {
    loadPaths: [path.join(here, "scss"), modules],
    style: "compressed",
    charset: false,
    quietDeps: true,
  }).css;
}

// Only the rules of GOV.UK Frontend need turning round: ours use logical properties.
const govuk = compiled("govuk.scss");
const ours = compiled("kpcs.scss");
await writeFile(path.join(out, "css/kpcs.css"), `@charset "UTF-8";${govuk}\n${ours}\n`);
await writeFile(path.join(out, "css/kpcs.rtl.css"), `@charset "UTF-8";${rtlcss.process(govuk)}\n${ours}\n`);

for (const name of ["kpcs", "camera"]) {
  await esbuild.build({
    entryPoints: [path.join(here, `js/${name}.mjs`)],
    outfile: path.join(out, `js/${name}.js`),
    nodePaths: [modules],
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2020",
    legalComments: "none",
  });
}
// The package would fetch its reader from afar if it were not told where it lies: no page of ours names that address.
const camera = path.join(out, "js/camera.js");
await writeFile(camera, (await readFile(camera, "utf8")).replace(/https:\/\/[a-z.]*jsdelivr[^`"']*/g, ""));
// The reader of codes of the camera page, in the form in which its package ships it.
await cp(path.join(modules, "zxing-wasm/dist/reader/zxing_reader.wasm"), path.join(out, "js/zxing_reader.wasm"));
await cp(path.join(modules, "zxing-wasm/LICENSE"), path.join(out, "js/zxing_reader.LICENSE.txt"));
await cp(path.join(modules, "htmx.org/dist/htmx.min.js"), path.join(out, "js/htmx.js"));

// Whole, unaltered font files: Source Sans 3 keeps its tabular figures and slashed zero.
await cp(
  path.join(modules, "source-sans/WOFF2/VF/SourceSans3VF-Upright.ttf.woff2"),
  path.join(out, "fonts/source-sans-3.woff2"),
);
await cp(
  path.join(modules, "@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2"),
  path.join(out, "fonts/noto-sans-arabic.woff2"),
);
await cp(path.join(modules, "source-sans/LICENSE.md"), path.join(out, "fonts/source-sans-3.LICENSE.md"));
await cp(
  path.join(modules, "@fontsource-variable/noto-sans-arabic/LICENSE"),
  path.join(out, "fonts/noto-sans-arabic.LICENSE.txt"),
);
await cp(path.join(here, "img"), path.join(out, "img"), { recursive: true });

const sizes = await Promise.all(
  ["css/kpcs.css", "css/kpcs.rtl.css", "js/kpcs.js", "js/camera.js", "js/htmx.js"].map(async (name) => {
    const bytes = (await readFile(path.join(out, name))).length;
    return `${name} ${(bytes / 1024).toFixed(0)} KiB`;
  }),
);
console.log(sizes.join("\n"));
