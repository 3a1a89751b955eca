import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../../files/project-root";
import type { RunSpec } from "../spec/spec";
import type { Suite } from "../suites/suite-definition";
import type { SuiteLookup } from "../suites/suite-lookup";
import { collectTable, tableCsv } from "../sweep/collect";

/** A file of an archive beside its runs. */
export interface ArchiveDocument {
  /** Below the archive's folder of documents. */
  readonly name: string;
  readonly content: string;
}

/** Cards of the icons, and who drew them. */
const ICON_DOCUMENTS = ["DATA_CARD.md", "WORLD_CARD.md", "ATTRIBUTION.md"];

/**
 * The documents of an archive, for a reader who has only the archive: the plan, its results as a table, the cards of models and data
 * sets as far as they come with promptcal, the licence and how to cite.
 * @param plan the plan file's text
 */
export function archiveDocuments(
  plan: string,
  specs: readonly RunSpec[],
  store: string,
  suiteOf: SuiteLookup,
): readonly ArchiveDocument[] {
  const suites = [...new Set(specs.map(({ suite }) => suite))].map(suiteOf);
  const files = [
    ...["LICENSE", "CITATION.cff"].map((name) => join(projectRoot, name)),
    ...suites.flatMap(modelCards),
    ...(suites.some(isOfIcons)
      ? ICON_DOCUMENTS.map((name) => join(projectRoot, "data", "icons", name))
      : []),
  ];
  const documents = new Map<string, string>([
    ["plan.jsonl", plan],
    ["runs.csv", tableCsv(collectTable(specs, store))],
  ]);
  for (const file of files.filter((path) => existsSync(path))) {
    documents.set(file.slice(dirname(file).length + 1), readFileSync(file, "utf8"));
  }
  return [...documents].map(([name, content]) => ({ name, content }));
}

/** Model cards beside a suite's weights. */
function modelCards({ model }: Suite): readonly string[] {
  const folder = dirname(model.weights);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^MODEL_CARD.*\.md$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function isOfIcons({ datasets }: Suite): boolean {
  return /^(icons|world)(\+|$)/.test(datasets.format);
}
