// Bundles the front end from npm into the folder Django serves. Everything a page needs comes from this server:
// government networks are closed, and the content security policy allows nothing else.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "luoshi", "portal", "static", "built");
const icons = join(here, "..", "node_modules", "@tabler", "icons", "icons", "outline");

/** An icon of the set as a symbol; its drawing is kept, its size and colour come from the page. */
async function symbol(name) {
  const svg = await readFile(join(icons, `${name}.svg`), "utf8").catch(() => {
    throw new Error(`assets/icons.txt names “${name}”, which the icon set does not have`);
  });
  const drawing = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].replace(/<path stroke="none"[^>]*\/>/, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${drawing.replace(/\s*\n\s*/g, "")}</symbol>`;
}

async function sprite() {
  const names = (await readFile(join(here, "icons.txt"), "utf8")).split(/\s+/).filter(Boolean);
  const lights = await readFile(join(here, "lights.svg"), "utf8");
  const symbols = await Promise.all(names.map(symbol));
  const own = lights.match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].replace(/\s*\n\s*/g, "");
  await writeFile(join(out, "sprite.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${own}${symbols.join("")}</svg>\n`);
}

/** The cells' editor writes a style element, which the pages' policy refuses; style sheets that a script makes are its own
 * other way, which it keeps for shadow roots. */
const madeStyles = {
  name: "made-styles",
  setup(bundler) {
    bundler.onLoad({ filter: /style-mod[\\/]src[\\/]style-mod\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const asked = "!root.head && root.adoptedStyleSheets";
      if (!text.includes(asked)) throw new Error("style-mod asks otherwise now: see whether it still writes style elements");
      return { contents: text.replace(asked, "root.adoptedStyleSheets") };
    });
  },
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: {
    luoshi: join(here, "scripts", "luoshi.js"),
    charts: join(here, "scripts", "charts.js"),
    diagrams: join(here, "scripts", "diagrams.js"),
    "process-editor": join(here, "scripts", "process-editor.js"),
    "table-editor": join(here, "scripts", "table-editor.js"),
    "service-forms": join(here, "scripts", "service-forms.js"),
    "field-report": join(here, "scripts", "field-report.js"),
    gantt: join(here, "scripts", "gantt.js"),
    "project-map": join(here, "scripts", "project-map.js"),
  },
  outdir: out,
  bundle: true,
  format: "iife",
  plugins: [madeStyles],
  target: ["chrome100", "firefox100", "safari15"],
  minify: true,
  legalComments: "eof",
});
await build({
  entryPoints: {
    luoshi: join(here, "luoshi.css"),
    diagrams: join(here, "diagrams.css"),
    "decision-tables": join(here, "decision-tables.css"),
    "project-map": join(here, "project-map.css"),
  },
  outdir: out,
  bundle: true,
  loader: { ".woff": "empty", ".woff2": "file", ".ttf": "empty", ".eot": "empty", ".svg": "empty" },
  minify: true,
  legalComments: "eof",
  target: ["chrome100", "firefox100", "safari15"],
});
await sprite();
// The map draws in a worker of its own file: the pages' policy allows no other.
await copyFile(join(here, "..", "node_modules", "maplibre-gl", "dist", "maplibre-gl-csp-worker.js"), join(out, "maplibre-worker.js"));
await copyFile(join(here, "favicon.svg"), join(out, "favicon.svg"));
