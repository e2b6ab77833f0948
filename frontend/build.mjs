// Bundles the assets into the folder that Django serves, and what only the
// browser tests need into dist-test. Run by `make` and by the wheel's build.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { notices, packagesOf } from "./notices.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "../src/kans/site/static/dist");
const distTest = join(here, "dist-test");
const modules = join(here, "node_modules");
const fonts = join(here, "../src/kans/sales/printing/fonts");

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const scripts = await esbuild.build({
  absWorkingDir: here,
  entryPoints: { app: "js/app.js" },
  metafile: true,
  outdir: dist,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});
const styles = await esbuild.build({
  absWorkingDir: here,
  entryPoints: { app: "css/app.css" },
  metafile: true,
  outdir: dist,
  bundle: true,
  minify: true,
  target: "es2022",
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  legalComments: "none",
  logLevel: "warning",
});
await writeFile(join(dist, "icons.svg"), await sprite());

// What documents are printed with. Licences demand to be handed on with their fonts.
await rm(fonts, { recursive: true, force: true });
await mkdir(fonts, { recursive: true });
const printed = [
  ["@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf", "Inter-Regular.ttf"],
  ["@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf", "Inter-SemiBold.ttf"],
  ["@expo-google-fonts/inter/LICENSE_FONT", "Inter-LICENSE.txt"],
  ["@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf", "NotoEmoji.ttf"],
  ["@expo-google-fonts/noto-emoji/LICENSE_FONT", "NotoEmoji-LICENSE.txt"],
  ["dejavu-fonts-ttf/ttf/DejaVuSans.ttf", "DejaVuSans.ttf"],
  ["dejavu-fonts-ttf/LICENSE", "DejaVuSans-LICENSE.txt"],
];
for (const [from, to] of printed) {
  await copyFile(join(modules, from), join(fonts, to));
}

// What About shows, and the licence of Kans itself.
const bundled = packagesOf([
  ...Object.keys(scripts.metafile.inputs),
  ...Object.keys(styles.metafile.inputs),
  ...["@iconify-json/tabler", ...printed.map(([from]) => from)].map(
    (path) => `node_modules/${path}`,
  ),
]);
await writeFile(
  join(dist, "notices.json"),
  JSON.stringify(await notices(modules, bundled), null, 1),
);
await copyFile(join(here, "../LICENSE"), join(dist, "LICENSE.txt"));

await mkdir(distTest, { recursive: true });
await copyFile(join(modules, "axe-core/axe.min.js"), join(distTest, "axe.min.js"));

// One <symbol> for each icon named in icons.json, used as <use href="…#name">.
async function sprite() {
  const names = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const set = JSON.parse(
    await readFile(join(modules, "@iconify-json/tabler/icons.json"), "utf8"),
  );
  const unknown = names.filter((name) => !iconBody(set, name));
  if (unknown.length) {
    throw new Error(`icons.json names icons that do not exist: ${unknown.join(", ")}`);
  }
  const symbols = names.map(
    (name) => `<symbol id="${name}" viewBox="0 0 24 24">${iconBody(set, name)}</symbol>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

function iconBody(set, name) {
  const parent = set.aliases?.[name]?.parent ?? name;
  return set.icons[parent]?.body;
}
