import {
  testOwners,
  usableDrawings,
  type Candidates,
} from "../src/datasets/icons/classes/choose-drawings";
import { nativeDatasets } from "../src/datasets/icons/classes/native-classes";
import type { ComposedDomain } from "../src/datasets/icons/compose";
import { composeWorld, largeClasses } from "../src/datasets/icons/compose-world";
import { idOf, type RenderedIcon } from "../src/datasets/icons/pictures/render-candidates";
import type { WorldDrawings, WorldFile } from "../src/datasets/icons/world-files";
import { admit, type CandidateFacts } from "../src/datasets/icons/world-rules";
import { clipTokenizer } from "../src/encoders/tokens/tokenizer";
import { zeroShotOnPixels } from "../src/experiments/run/zero-shot-on-pixels";
import { loadedModel } from "../src/experiments/suites/loaded-suite";
import { suiteNamed } from "../src/experiments/suites/suite";

type Drawings = Candidates<RenderedIcon>;

/** Data set that tests a drawing, by content. */
type Owners = ReadonlyMap<string, string>;

/** Rendered candidates of both roles, by name, and the drawings (`drawingHash`) of the pretraining families. */
export interface RenderedRoles {
  readonly downstream: Drawings;
  readonly calibration: Drawings;
  readonly pretraining: ReadonlySet<string>;
}

/** What one round of candidates adds. */
export interface Round extends Pick<
  WorldFile,
  "datasets" | "below" | "facts" | "rejected"
> {
  readonly seen: readonly string[];
  readonly elsewhere: WorldDrawings["elsewhere"];
  /** Drawings that this round and those before it test. */
  readonly taken: Owners;
}

/**
 * Admits candidates by the rules.
 * @param candidates their names
 * @param taken drawings that earlier rounds test, which these candidates may only train on; none by default
 */
export async function chooseRound(
  candidates: readonly string[],
  { downstream, calibration, pretraining }: RenderedRoles,
  taken: Owners = new Map(),
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

const isNative = (dataset: string): boolean => nativeDatasets().includes(dataset);

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
