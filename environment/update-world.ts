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
import type { ComposedDomain } from "../src/datasets/icons/compose";
import { readCorpus } from "../src/datasets/icons/sources/corpus";
import { writeDomain, type DomainHashes } from "../src/datasets/icons/domain-folder";
import { datasetFolder } from "../src/datasets/icons/icon-collection";
import { worldCollection } from "../src/datasets/icons/load-world";
import { LATER_CANDIDATES } from "../src/datasets/icons/classes/rounds";
import {
  drawingsOf,
  renderCandidates,
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
import { suiteNamed } from "../src/experiments/suites/suite";
import { loadedModel } from "../src/experiments/suites/loaded-suite";
import { calibrationCosines } from "../src/experiments/weights/calibration-cosines";
import { checkedWeightsHash } from "../src/experiments/weights/weights-file";
import { clipTokenizer } from "../src/encoders/tokens/tokenizer";
import { writeFileAtomic, writeJsonAtomic } from "../src/files/atomic-file";
import { chooseRound, type RenderedRoles } from "./choose-round";

async function main(): Promise<void> {
  if (!process.argv.includes("--describe")) await choose();
  await describe();
}

/** Which candidates are data sets, and which drawings they have. */
async function choose(): Promise<void> {
  const { logitScale } = worldFile();
  const icons: RenderedRoles = {
    downstream: await renderCandidates(candidateIcons("downstream")),
    calibration: await renderCandidates(candidateIcons("calibration")),
    pretraining: drawingsOf(readCorpus().images),
  };
  const first = [...icons.downstream.keys()].filter(
    (name) => !LATER_CANDIDATES.includes(name),
  );
  const now = await chooseRound(first, icons);
  const later = await chooseRound(LATER_CANDIDATES, icons, now.taken);
  const world: WorldFile = {
    about:
      "Data sets of the larger icon world: the candidates that meet the rules of src/datasets/icons/world-rules.ts. Classes are in the order of labels, the first half is base.",
    datasets: sortedByName({ ...now.datasets, ...later.datasets }),
    below: { ...now.below, ...later.below },
    facts: sortedByName({ ...now.facts, ...later.facts }),
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

function sortedByName<T>(byName: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(byName).sort(([a], [b]) => (a < b ? -1 : 1)));
}

void main();
