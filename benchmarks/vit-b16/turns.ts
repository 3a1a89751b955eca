import { createInterface } from "node:readline";
import { startSample, type Sample } from "../measure";

/** What a subject's process says after its first call and after each turn. */
export const READY = "ready";

/** Turns that each subject gets. */
export const TURNS = 7;

/** A quick work is called again within its turn until it has had that many seconds. */
const TURN_SECONDS = 2;

/**
 * A subject's side of a comparison in turns, as `pytorch.py` has it too: a first call that is not counted, then a
 * turn for each line of standard input, to its end.
 * @returns every counted call
 */
export async function takeTurns(
  work: () => void | Promise<void>,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const ready = (): void => void process.stdout.write(`${READY}\n`);
  await work();
  ready();
  for await (const _ of createInterface({ input: process.stdin })) {
    let seconds = 0;
    while (seconds < TURN_SECONDS) {
      const end = startSample();
      await work();
      const sample = end();
      samples.push(sample);
      seconds += sample.wall;
    }
    ready();
  }
  return samples;
}
