import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { collectExplorerData } from "../../src/analysis/explore/collect-explorer-data";
import { storedRuns } from "../../src/analysis/runs/stored-runs";
import { projectRoot } from "../../src/files/project-root";
import { explorerPage } from "../../src/report/explore/explorer-page";
import { claimNotebooks, linkedClaims } from "./claims-links";
import { contentsDirectives, framePage } from "./contents";
import { type DocumentSources, sourceOf, stageDocuments } from "./stage-documents";

/** What a site is made of. */
export interface SiteSources {
  /** Executed notebooks. */
  readonly notebooks: string;
  /** Their figures and their page of claims. */
  readonly figures: string;
  /** Runs of the explorer, of one suite; without any the site has none. */
  readonly store: string;
  readonly suite: string;
  /** Pages of the functions, which take half a minute. */
  readonly api: boolean;
}

const here = join(projectRoot, "environment", "site");
/** JupyterLab's tables are sorted by the same script. */
const extension = join(
  ...[projectRoot, "environment", "jupyter", "labextensions", "promptcal", "static"],
);

/**
 * Writes everything that the generator reads into one folder.
 * @param say is told what the site lacks
 */
export function stageSite(
  source: string,
  options: SiteSources,
  say: (line: string) => void,
): void {
  const sources: DocumentSources = { root: projectRoot, ...options };
  const named = (folder: string, place: string, ending: string): readonly string[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => `${place}/${basename(name, ending)}`);
  const notebooks = named(options.notebooks, "notebooks", ".ipynb");
  const templateFolder = join(options.notebooks, "templates");
  const templates = existsSync(templateFolder)
    ? named(templateFolder, "notebooks/templates", ".ipynb")
    : [];
  const listed = ["docs/methods", "docs/report"];
  const guides = named(join(projectRoot, "docs"), "docs", ".md").filter(
    (place) => !listed.includes(place),
  );
  mkdirSync(join(source, "_extra"), { recursive: true });
  const hasExplorer = addExplorer(source, options, say);
  if (options.api) addApi(source);
  const files = new Map(
    notebooks.map((place) => [basename(place), sourceOf(`${place}.ipynb`, sources)!]),
  );
  const places = claimNotebooks(files);
  const documents = [
    "index.md",
    ...[...listed, ...guides, "figures/claims"].map((place) => `${place}.md`),
    ...[...notebooks, ...templates].map((place) => `${place}.ipynb`),
    ...["CONTRIBUTING.md", "STYLE.md", "CHANGELOG.md"],
  ];
  const own = new Set(documents);
  const index: { text: string } = { text: "" };
  const all = stageDocuments(source, documents, sources, (text, place) => {
    if (place === "index.md") index.text = text;
    return place === "figures/claims.md" ? linkedClaims(text, places) : text;
  });
  const more = all
    .filter((place) => !own.has(place))
    .map((place) => place.replace(/\.md$/, ""));
  const contents = contentsDirectives({
    ...{ notebooks, templates, guides, hasExplorer, hasApi: options.api },
    more: [...more, "CONTRIBUTING", "STYLE", "CHANGELOG"],
  });
  writeFileSync(join(source, "index.md"), `${index.text}\n${contents}\n`);
  addStatic(source);
}

function addStatic(source: string): void {
  const target = join(source, "_static");
  cpSync(join(here, "static"), target, { recursive: true });
  copyFileSync(join(here, "conf.py"), join(source, "conf.py"));
  copyFileSync(join(extension, "sort-tables.js"), join(target, "sort-tables.js"));
  const modules = join(projectRoot, "node_modules");
  for (const path of [
    ["plotly.js", "dist", "plotly-cartesian.min.js"],
    ["mathjax", "es5", "tex-svg.js"],
  ]) {
    copyFileSync(join(modules, ...path), join(target, path.at(-1)!));
  }
}

/** @returns whether the store has runs to explore */
function addExplorer(
  source: string,
  { store, suite }: SiteSources,
  say: (line: string) => void,
): boolean {
  const runs = storedRuns({ store, suite, tuners: ["zeroshot", "coop", "kgcoop"] });
  if (runs.length === 0) {
    say(
      `no explorer: ${store} has no finished runs of suite ${suite} (npm start computes some)`,
    );
    return false;
  }
  writeFileSync(
    join(source, "_extra", "explore.html"),
    explorerPage(collectExplorerData(runs)),
  );
  const text =
    "Choose data sets, methods and classes; move the bins and the weights. Everything follows at once. The address " +
    "keeps what you chose, so that you can send it to a colleague.";
  writeFileSync(join(source, "explorer.md"), framePage("Explorer", text, "explore.html"));
  return true;
}

function addApi(source: string): void {
  const typedoc = join(projectRoot, "node_modules", "typedoc", "bin", "typedoc");
  const flags = [
    ...["--out", join(source, "_extra", "api"), "--name", "promptcal", "--readme", "none"],
    ...[
      "--skipErrorChecking",
      "--disableSources",
      "--excludeInternal",
      "--logLevel",
      "Error",
    ],
    ...["--tsconfig", join(projectRoot, "tsconfig.json")],
  ];
  const entries = ["lab.ts", "index.ts"].map((name) => join(projectRoot, "src", name));
  execFileSync(process.execPath, [typedoc, ...flags, ...entries], {
    cwd: projectRoot,
    stdio: "inherit",
  });
  const text =
    "Every function of the lab and of the library, with its options, shapes and errors.";
  writeFileSync(join(source, "api.md"), framePage("Functions", text, "api/index.html"));
}
