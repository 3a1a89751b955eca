import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, extname, join, posix } from "node:path";
import { siteNotebook } from "./live-figures";

/** Where the documents of the site come from. */
export interface DocumentSources {
  /** The project. */
  readonly root: string;
  /** Executed notebooks: they appear as `notebooks/`. */
  readonly notebooks: string;
  /** Figures and the page of claims that belong to them: they appear as `figures/`. */
  readonly figures: string;
}

/** Changes a document's text on its way; gets its place in the site, for instance `docs/methods.md`. */
export type Rewrite = (text: string, place: string) => string;

/**
 * Copies documents and all that they link to into one folder, at the places that they have in the project, so that
 * their links stay right. Links to folders become plain text.
 * @param places documents to begin with
 * @returns the places of all documents
 */
export function stageDocuments(
  target: string,
  places: readonly string[],
  sources: DocumentSources,
  rewrite: Rewrite,
): readonly string[] {
  const queue = [...places];
  const done = new Set<string>();
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    if (done.has(place)) continue;
    done.add(place);
    queue.push(...stageOne(target, place, sources, rewrite));
  }
  return [...done].filter(isDocument);
}

/** The file of a place, or undefined where there is none. */
export function sourceOf(place: string, sources: DocumentSources): string | undefined {
  const [folder = "", ...rest] = place.split("/");
  const own = { notebooks: sources.notebooks, figures: sources.figures }[folder];
  const first = place === "index.md" ? "README.md" : place;
  const candidates = [
    ...(own === undefined ? [] : [join(own, ...rest)]),
    join(sources.root, first),
  ];
  return candidates.find((path) => existsSync(path));
}

function isDocument(place: string): boolean {
  return [".md", ".ipynb"].includes(extname(place));
}

/** Copies one file. @returns the places that it links to */
function stageOne(
  target: string,
  place: string,
  sources: DocumentSources,
  rewrite: Rewrite,
): readonly string[] {
  const source = sourceOf(place, sources)!;
  const copy = join(target, place);
  mkdirSync(dirname(copy), { recursive: true });
  if (!isDocument(place)) {
    copyFileSync(source, copy);
    return [];
  }
  const linked: string[] = [];
  const text = withLinks(textOf(target, place, source), (link) => {
    const [path = "", anchor] = link.split("#");
    const there = posix.normalize(posix.join(posix.dirname(place), path));
    const found = there === "README.md" ? "index.md" : there;
    const file = found.startsWith("..") ? undefined : sourceOf(found, sources);
    if (file === undefined || statSync(file).isDirectory()) return undefined;
    linked.push(found);
    const way = posix.relative(posix.dirname(place), found);
    return anchor === undefined ? way : `${way}#${anchor}`;
  });
  writeFileSync(copy, rewrite(text, place));
  return linked;
}

/** A document's text; a notebook's figures are written beside. */
function textOf(target: string, place: string, source: string): string {
  if (extname(place) !== ".ipynb") return readFileSync(source, "utf8");
  const toRoot = "../".repeat(place.split("/").length - 1);
  const { text, figures } = siteNotebook(source, basename(place, ".ipynb"), toRoot);
  const live = join(target, "_static", "live");
  mkdirSync(live, { recursive: true });
  for (const { name, png, script } of figures) {
    writeFileSync(join(live, `${name}.png`), png);
    writeFileSync(join(live, `${name}.js`), script);
  }
  return text;
}

/**
 * Replaces the targets of relative Markdown links.
 * @param to the new target, or undefined to keep only the words
 */
function withLinks(text: string, to: (link: string) => string | undefined): string {
  return text.replaceAll(
    /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g,
    (whole, mark: string, words: string, link: string) => {
      if (/^(#|[a-z]+:)/i.test(link)) return whole;
      const target = to(link);
      return target === undefined ? words : `${mark}[${words}](${target})`;
    },
  );
}
