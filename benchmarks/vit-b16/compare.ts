import { existsSync, readFileSync } from "node:fs";
import { mismatch, PromptcalError } from "../../src/numeric/errors";
import { timingOf } from "../measure";
import { perSecond, seconds, type Measured, type Row } from "../row";
import type { Answer } from "./answer";
import { flopsOf } from "./flops";
import {
  answerPath,
  ask,
  does,
  isOwn,
  SUBJECTS,
  type OwnSubject,
  type Subject,
} from "./subjects";
import { ENCODED, WORKS } from "./setting";
import { makeWorld } from "./world";

/** How far subjects may differ in a work's results, relative. */
const TOLERANCE = 1e-3;

/**
 * Measures works at ViT-B/16 size by each subject, one process after the other.
 * @param folder where the numbers lie that all subjects read; made where they are not there
 * @throws PromptcalError if subjects get other results than each other: then times mean nothing
 */
export async function compare(
  works: readonly string[],
  subjects: readonly Subject[],
  folder: string,
  say: (line: string) => void,
): Promise<Measured> {
  say("random weights of ViT-B/16");
  const world = makeWorld(folder);
  const steps = works.some((work) => work in WORKS);
  const ours = subjects.filter(isOwn);
  if (steps && ours.length > 0 && !existsSync(world.features)) {
    say("image features for the text-side methods");
    await cacheFeatures(folder, ours);
  }
  const rows: Row[] = [];
  const notes: string[] = [];
  const details = new Map<Subject, string>();
  for (const work of works) {
    for (const subject of subjects.filter((each) => does(each, work))) {
      say(`${work} by ${subject}`);
      try {
        const answer = await ask(subject, work, folder);
        rows.push(rowOf(work, subject, answer));
        const { results, detail } = answer;
        details.set(subject, detail);
        say(
          `  ${timingOf(answer.samples).median.toFixed(3)} s, ${JSON.stringify(results)}, ${detail}`,
        );
      } catch (error) {
        if (!(error instanceof PromptcalError)) throw error;
        notes.push(`${work} by ${subject} was not measured: ${error.message}`);
        say(`  ${notes.at(-1)!}`);
      }
    }
    checkAgreement(work, folder);
  }
  const versions = [...details].map(([subject, detail]) => `${subject}: ${detail}`);
  return { rows, notes: [`${versions.join("; ")}.`, ...notes] };
}

/** By the first of our backends that can. */
async function cacheFeatures(folder: string, ours: readonly OwnSubject[]): Promise<void> {
  const [first, ...others] = ours;
  try {
    await ask(first!, "features", folder);
  } catch (error) {
    if (!(error instanceof PromptcalError) || others.length === 0) throw error;
    await cacheFeatures(folder, others);
  }
}

function rowOf(
  work: string,
  subject: Subject,
  { samples, peakBytes, deviceBytes }: Answer,
): Row {
  const timing = timingOf(samples);
  const row =
    work === "image-encoding"
      ? perSecond(work, subject, "images", ENCODED, timing)
      : seconds(work, subject, timing);
  return {
    ...row,
    peakBytes: deviceBytes ?? peakBytes,
    rate: flopsOf(work, subject) / timing.median,
  };
}

/** Compares the results of all subjects that have measured on this world. */
function checkAgreement(work: string, folder: string): void {
  const answers = SUBJECTS.flatMap((subject) => {
    const path = answerPath(subject, work, folder);
    if (!existsSync(path)) return [];
    return [[subject, JSON.parse(readFileSync(path, "utf8")) as Answer] as const];
  });
  const [first, ...others] = answers;
  if (first === undefined) return;
  for (const [subject, { results }] of others) {
    for (const [name, expected] of Object.entries(first[1].results)) {
      const got = results[name] ?? NaN;
      if (Math.abs(got - expected) <= TOLERANCE * Math.abs(expected)) continue;
      throw mismatch({
        what: `${name} of ${work} by ${subject}`,
        expected: `${expected} +- ${TOLERANCE} of it, as by ${first[0]}`,
        got: String(got),
      });
    }
  }
}
