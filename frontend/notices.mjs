// Gathers the licences of what the build puts into Kans: each has to be handed on.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

// `file` holds the licence; of who brings none, `copyright` says whose it is.
const BUNDLED = {
  "htmx.org": { name: "htmx", file: "LICENSE" },
  "@tabler/core": {
    name: "Tabler",
    copyright: async (folder) => {
      const styles = await readFile(join(folder, "dist/css/tabler.css"), "utf8");
      const owners = [...styles.matchAll(/^ \* (Copyright .*)$/gm)].map((m) => m[1]);
      return [...owners, "With parts of Bootstrap, Copyright The Bootstrap Authors"];
    },
  },
  "@iconify-json/tabler": {
    name: "Tabler Icons",
    copyright: async (folder) => {
      const { author } = JSON.parse(await readFile(join(folder, "info.json"), "utf8"));
      return [`Copyright ${author.name} (${author.url})`];
    },
  },
  "@fontsource-variable/inter": { name: "Inter", file: "LICENSE" },
  "@expo-google-fonts/inter": {
    name: "Inter, in PDFs",
    license: "OFL-1.1",
    file: "LICENSE_FONT",
  },
  "@expo-google-fonts/noto-emoji": {
    name: "Noto Emoji, in PDFs",
    license: "OFL-1.1",
    file: "LICENSE_FONT",
  },
  "dejavu-fonts-ttf": {
    name: "DejaVu Sans, in PDFs",
    license: "Bitstream Vera, Arev",
    file: "LICENSE",
  },
};

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

// The packages that these files come from, `node_modules/@scope/name/…`.
export function packagesOf(paths) {
  const found = paths.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return found.filter(Boolean);
}

export async function notices(modules, packages) {
  const found = [...new Set(packages)].map((name) => notice(modules, name));
  return (await Promise.all(found)).sort((a, b) => a.name.localeCompare(b.name));
}

async function notice(modules, packageName) {
  const known = BUNDLED[packageName];
  if (!known) {
    throw new Error(`${packageName} is bundled: notices.mjs must say by which licence`);
  }
  const folder = join(modules, packageName);
  const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return {
    name: known.name,
    version: about.version,
    license: known.license ?? about.license,
    text: await licenceText(folder, known, about),
  };
}

async function licenceText(folder, { file, copyright }, about) {
  if (file) return readFile(join(folder, file), "utf8");
  if (about.license !== "MIT") {
    throw new Error(`${about.name} is no longer under MIT: see its licence`);
  }
  return `${(await copyright(folder)).join("\n")}\n\n${MIT}`;
}
