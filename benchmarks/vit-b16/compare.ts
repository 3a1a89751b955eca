import { existsSync, readFileSync } from "node:fs";
import { mismatch, PromptcalError } from "../../src/errors/promptcal-error";
import { timingOf } from "../measure";
import { perSecond, seconds, type Measured, type Row } from "../row";
import type { Answer } from "./answer";
import { flopsOf } from "./flops";
import {
  answerPath,
  does,
  isOwn,
  startSubject,
  SUBJECTS,
  type OwnSubject,
  type Subject,
} from "./subjects";
import { ENCODED, WORKS } from "./setting";
import { takeAllTurns } from "./take-all-turns";
import { makeWorld } from "./world";

/** How far subjects may differ in a work's results, relative. */
const TOLERANCE = 1e-3;

/**
 * Measures works at ViT-B/16 size by each subject in a process of its own, in turns, so that a change of the
 * machine's speed meets all alike.
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
    const requested = subjects.filter((subject) => does(subject, work));
    say(`${work} by ${requested.join(", ")} in turns`);
    const failed = (subject: Subject, { message }: PromptcalError): void => {
      notes.push(`${work} by ${subject} was not measured: ${message}`);
      say(`  ${notes.at(-1)!}`);
    };
    const start = (subject: Subject) => startSubject(subject, work, folder);
    for (const subject of await takeAllTurns(requested, start, failed)) {
      const answer = answerOf(subject, work, folder);
      rows.push(rowOf(work, subject, answer));
      details.set(subject, answer.detail);
      const { median } = timingOf(answer.samples);
      say(`  ${subject}: ${median.toFixed(3)} s, ${JSON.stringify(answer.results)}`);
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
    const process = await startSubject(first!, "features", folder);
    await process.finish();
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

function answerOf(subject: Subject, work: string, folder: string): Answer {
  return JSON.parse(readFileSync(answerPath(subject, work, folder), "utf8")) as Answer;
}

/** Compares the results of all subjects that have measured on this world. */
function checkAgreement(work: string, folder: string): void {
  const answers = SUBJECTS.filter((subject) =>
    existsSync(answerPath(subject, work, folder)),
  ).map((subject) => [subject, answerOf(subject, work, folder)] as const);
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
