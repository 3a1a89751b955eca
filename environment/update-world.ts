/**
 * Rewrites the committed files about the larger icon world after a change of class lists, sets, rules or model:
 * world.json, world-drawings.json, world-manifest.json and WORLD_CARD.md in data/icons. Needs the pretraining
 * corpus (`npm run pretrain` builds it). Run: npx tsx environment/update-world.ts
 * With --describe, the choice in world.json stays and what follows from it is written again.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { equalConfidenceScale } from "../src/calibrators/equal-confidence-scale";
import { fitLogitScale } from "../src/calibrators/logit-scale";
import { candidateIcons } from "../src/datasets/icons/classes/candidates";
import {
  testOwners,
  usableDrawings,
  type Candidates,
} from "../src/datasets/icons/classes/choose-drawings";
import type { ComposedDomain } from "../src/datasets/icons/compose";
import { composeWorld, largeClasses } from "../src/datasets/icons/compose-world";
import { readCorpus } from "../src/datasets/icons/sources/corpus";
import { writeDomain, type DomainHashes } from "../src/datasets/icons/domain-folder";
import { datasetFolder } from "../src/datasets/icons/icon-collection";
import { worldCollection } from "../src/datasets/icons/load-world";
import { nativeDatasets } from "../src/datasets/icons/classes/native-classes";
import { LATER_CANDIDATES } from "../src/datasets/icons/classes/rounds";
import {
  drawingsOf,
  idOf,
  renderCandidates,
  type RenderedIcon,
} from "../src/datasets/icons/pictures/render-candidates";
import { iconsFolder, type DatasetRole } from "../src/datasets/icons/sources/sets";
import { worldCard } from "../src/datasets/icons/world-card";
import {
  WORLD_DRAWINGS_FILE,
  WORLD_FILE,
  WORLD_MANIFEST_FILE,
  firstWorldDatasets,
  worldDatasets,
  worldDrawings,
  worldFile,
  type WorldDrawings,
  type WorldFile,
  type WorldScale,
} from "../src/datasets/icons/world-files";
import { admit, type CandidateFacts } from "../src/datasets/icons/world-rules";
import { zeroShotOnPixels } from "../src/experiments/run/zero-shot-on-pixels";
import { suiteNamed } from "../src/experiments/suites/suite";
import { loadedModel } from "../src/experiments/suites/loaded-suite";
import { calibrationCosines } from "../src/experiments/weights/calibration-cosines";
import { checkedWeightsHash } from "../src/experiments/weights/weights-file";
import { clipTokenizer } from "../src/encoders/tokens/tokenizer";
import { writeFileAtomic, writeJsonAtomic } from "../src/files/atomic-file";

type Drawings = Candidates<RenderedIcon>;

const isNative = (dataset: string): boolean => nativeDatasets().includes(dataset);

async function main(): Promise<void> {
  if (!process.argv.includes("--describe")) await choose();
  await describe();
}

/** Which candidates are data sets, and which drawings they have. */
async function choose(): Promise<void> {
  const { logitScale } = worldFile();
  const pretraining = drawingsOf(readCorpus().images);
  const downstream = await renderCandidates(candidateIcons("downstream"));
  const calibration = await renderCandidates(candidateIcons("calibration"));
  const first = [...downstream.keys()].filter((name) => !LATER_CANDIDATES.includes(name));
  const rounds = [
    await chooseRound(first, NOTHING_TAKEN, downstream, calibration, pretraining),
  ];
  rounds.push(
    await chooseRound(
      LATER_CANDIDATES,
      rounds[0]!.taken,
      downstream,
      calibration,
      pretraining,
    ),
  );
  const [now, later] = rounds as [Round, Round];
  const world: WorldFile = {
    about:
      "Data sets of the larger icon world: the candidates that meet the rules of src/datasets/icons/world-rules.ts. Classes are in the order of labels, the first half is base.",
    datasets: sortedByName({ ...now.datasets, ...later.datasets }),
    below: { ...now.below, ...later.below },
    facts: sortedByName({ ...now.facts, ...later.facts }),
    later: Object.keys({ ...later.datasets, ...later.below }).sort(),
    rejected: [...now.rejected, ...later.rejected],
    // Of the earlier choice, until `describe` fits it again.
    logitScale,
  };
  const drawings: WorldDrawings = {
    about:
      "Icons that the data sets cannot use as they like. seen: a family of another role has the same drawing. seenLater: the same, for the data sets of the second round alone. elsewhere: another data set tests the drawing, this one may only train on it.",
    seen: now.seen,
    seenLater: later.seen,
    elsewhere: { ...now.elsewhere, ...later.elsewhere },
  };
  writeJsonAtomic(join(iconsFolder, WORLD_FILE), world);
  writeJsonAtomic(join(iconsFolder, WORLD_DRAWINGS_FILE), drawings);
}

/** Data set that tests a drawing, by content. */
type Owners = ReadonlyMap<string, string>;

const NOTHING_TAKEN: Owners = new Map();

/** What one round of candidates adds. */
interface Round extends Pick<WorldFile, "datasets" | "below" | "facts" | "rejected"> {
  readonly seen: readonly string[];
  readonly elsewhere: WorldDrawings["elsewhere"];
  /** Drawings that this round and those before it test. */
  readonly taken: Owners;
}

/**
 * Admits candidates by the rules.
 * @param taken drawings that earlier rounds test: these candidates may only train on them
 */
async function chooseRound(
  candidates: readonly string[],
  taken: Owners,
  downstream: Drawings,
  calibration: Drawings,
  pretraining: ReadonlySet<string>,
): Promise<Round> {
  const own = only(downstream, candidates);
  const ofCalibration = only(calibration, candidates);
  const seenByCalibration = new Set([...pretraining, ...drawingsIn(own)]);
  const usable = usableDrawings(own, pretraining);
  const zeroShot = await zeroShotOf(usableDrawings(ofCalibration, seenByCalibration));
  const ownersAmong = (names: readonly string[]): Owners =>
    new Map([...testOwners(only(usable, names), isNative), ...taken]);

  const compose = (names: readonly string[]): ReadonlyMap<string, ComposedDomain> => {
    const owners = ownersAmong(names);
    return new Map(
      names.map((name) => {
        const parts = {
          name,
          classes: usable.get(name)!,
          isElsewhere: (content: string) => owners.get(content) !== name,
        };
        return [name, composeWorld(parts, largeClasses(parts), "downstream")];
      }),
    );
  };
  const { admitted, rejected } = admit(
    [...candidates].sort(),
    (names) =>
      new Map(
        [...compose(names)].map(([name, composed]) => [
          name,
          factsOf(composed, zeroShot(name, composed.classNames)),
        ]),
      ),
  );
  const names = [...admitted.keys()].sort();
  const owners = ownersAmong(names);
  // What fails on zero-shot accuracy alone tests what no data set tests.
  const below = rejected
    .filter(({ failed }) => failed.join() === "zeroShot")
    .map(({ name }) => name);
  const isElsewhere = (name: string) => (content: string) => {
    const owner = owners.get(content);
    return owner !== undefined && owner !== name;
  };
  const classesOf = (name: string): readonly string[] =>
    largeClasses({ classes: usable.get(name)!, isElsewhere: isElsewhere(name) });
  const everyClass = (some: readonly string[]) =>
    Object.fromEntries(some.map((name) => [name, classesOf(name)]));
  const ofBelow = testOwners(only(usable, below), isNative);
  return {
    datasets: everyClass(names),
    below: everyClass(below),
    facts: Object.fromEntries(names.map((name) => [name, admitted.get(name)!])),
    rejected,
    seen: [
      ...idsOf(own, ({ drawing }) => pretraining.has(drawing)),
      ...idsOf(ofCalibration, ({ drawing }) => seenByCalibration.has(drawing)),
    ].sort(),
    elsewhere: Object.fromEntries(
      [...names, ...below].map((name) => [
        name,
        idsOf(only(usable, [name]), ({ content }) => isElsewhere(name)(content)),
      ]),
    ),
    taken: new Map([...ofBelow, ...owners]),
  };
}

/** Hashes, logit scale and card, by the code that every machine runs, from the files that have been written. */
async function describe(): Promise<void> {
  const { datasets, below, rejected } = worldFile();
  const names = Object.keys(datasets);
  const hashes: Record<DatasetRole, Record<string, DomainHashes>> = {
    downstream: {},
    calibration: {},
  };
  const made: Record<DatasetRole, ComposedDomain[]> = { downstream: [], calibration: [] };
  for (const role of ["downstream", "calibration"] as const) {
    for (const name of [...names, ...Object.keys(below)]) {
      const again = await worldCollection.compose(name, role);
      if (names.includes(name)) made[role].push(again);
      const folder = datasetFolder(worldCollection, role, name);
      rmSync(folder, { recursive: true, force: true });
      hashes[role][name] = await writeDomain(folder, again);
    }
  }
  writeJsonAtomic(join(iconsFolder, WORLD_MANIFEST_FILE), hashes);
  const world: WorldFile = { ...worldFile(), logitScale: await scaleOf() };
  writeJsonAtomic(join(iconsFolder, WORLD_FILE), world);
  writeFileAtomic(
    join(iconsFolder, "WORLD_CARD.md"),
    worldCard(world, made.downstream, made.calibration, worldDrawings()),
  );
  process.stdout.write(`${names.length} data sets, ${rejected.length} rejected\n`);
}

/** The logit scale at which the bundled model is calibrated on the calibration icons. */
async function scaleOf(): Promise<WorldScale> {
  const suite = suiteNamed("icons");
  const model = await loadedModel(suite);
  const cosines = (datasets: readonly string[]) =>
    calibrationCosines(model, clipTokenizer(), suite.template, datasets);
  const groups = await cosines(firstWorldDatasets());
  return {
    ...equalConfidenceScale(groups),
    ofAll: equalConfidenceScale(await cosines(worldDatasets())).scale,
    weightsHash: checkedWeightsHash(suite),
    ofWeights: model.logitScale,
    leastNll: fitLogitScale(groups).scale,
  };
}

function factsOf({ classNames, icons }: ComposedDomain, zeroShot: number): CandidateFacts {
  const firstNew = Math.ceil(classNames.length / 2);
  const tests = icons.filter(({ part }) => part === "test");
  const testBase = tests.filter(({ label }) => label < firstNew).length;
  return {
    classes: classNames.length,
    testBase,
    testNew: tests.length - testBase,
    zeroShot,
  };
}

/** Zero-shot accuracy of the suite's model on the usable calibration icons of some classes of a candidate. */
async function zeroShotOf(
  calibration: Drawings,
): Promise<(name: string, classNames: readonly string[]) => number> {
  const suite = suiteNamed("icons");
  const model = await loadedModel(suite);
  const classify = zeroShotOnPixels(model, clipTokenizer(), suite.template);
  return (name, classNames) => {
    const middle = Math.ceil(classNames.length / 2);
    let [right, all] = [0, 0];
    for (const half of [classNames.slice(0, middle), classNames.slice(middle)]) {
      half.forEach((className, label) => {
        const icons = calibration.get(name)!.get(className)!;
        all += icons.length;
        right += icons.filter(({ pixels }) => classify(pixels, half) === label).length;
      });
    }
    return all === 0 ? 0 : right / all;
  };
}

function sortedByName<T>(byName: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(byName).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function only(drawings: Drawings, names: readonly string[]): Drawings {
  return new Map(names.map((name) => [name, drawings.get(name)!]));
}

function* everyDrawing(drawings: Drawings): Iterable<RenderedIcon> {
  for (const classes of drawings.values()) for (const own of classes.values()) yield* own;
}

function drawingsIn(drawings: Drawings): string[] {
  return [...everyDrawing(drawings)].map(({ drawing }) => drawing);
}

function idsOf(drawings: Drawings, requested: (drawn: RenderedIcon) => boolean): string[] {
  const ids = [...everyDrawing(drawings)].filter(requested).map(({ icon }) => idOf(icon));
  return [...new Set(ids)].sort();
}

void main();
