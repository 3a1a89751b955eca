import { sep } from "node:path";
import { promptLayouts } from "./prompt-layouts";

/** What the path of a checkpoint contains; undefined where it contains nothing. */
export interface PathFacts {
  /** A data set of the suite. */
  readonly dataset?: string;
  readonly tuner?: string;
  readonly seed?: number;
  readonly shots?: number;
  readonly position?: "end" | "middle" | "front";
}

/** Names of data sets in the reference code that differ from the suite's in more than case and underscores. */
const DATASETS: Readonly<Record<string, string>> = {
  describabletextures: "dtd",
  flowers102: "oxford_flowers",
  cars: "stanford_cars",
  aircraft: "fgvc_aircraft",
  pets: "oxford_pets",
};

/**
 * Reads data set, trainer, shots and seed off a path such as
 * `output/base2new/train_base/caltech101/shots_16/CoOp/vit_b16_ep50/seed1/prompt_learner/model.pth.tar-50`, or
 * CoOp's few-shot one with `vit_b16_16shots/nctx16_cscFalse_ctpend`. The folder nearest to the file wins.
 * @param datasets names of the suite's data sets
 */
export function pathFacts(path: string, datasets: readonly string[]): PathFacts {
  const known = new Map(datasets.map((name) => [plain(name), name]));
  const facts: { -readonly [K in keyof PathFacts]: PathFacts[K] } = {};
  for (const part of path.split(/[/\\]/).flatMap((one) => one.split(sep))) {
    const dataset = known.get(plain(part)) ?? known.get(plain(DATASETS[plain(part)] ?? ""));
    if (dataset !== undefined) facts.dataset = dataset;
    const tuner = trainerOf(part);
    if (tuner !== undefined) facts.tuner = tuner;
    const seed = /^seed[_-]?(\d+)$/i.exec(part)?.[1];
    if (seed !== undefined) facts.seed = Number(seed);
    const shots =
      /^shots?[_-]?(\d+)$/i.exec(part)?.[1] ??
      /(?:^|_)(\d+)[_-]?shots?(?:$|_)/i.exec(part)?.[1];
    if (shots !== undefined) facts.shots = Number(shots);
    const position = /ctp(end|middle|front)/i.exec(part)?.[1];
    if (position !== undefined)
      facts.position = position.toLowerCase() as PathFacts["position"];
  }
  return facts;
}

/** The tuner or trainer that the whole name of a folder is, or one of its words. */
function trainerOf(part: string): string | undefined {
  const words = [part, ...part.split(/[^A-Za-z0-9]+/)].map(plain);
  const layouts = promptLayouts();
  return words
    .map((word) =>
      layouts.find(({ tuner, trainer }) => [tuner, trainer].map(plain).includes(word)),
    )
    .find((layout) => layout !== undefined)?.tuner;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
