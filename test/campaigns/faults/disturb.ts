import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom, shuffled } from "../../../src/random/random";
import { FAULTS } from "./faults";
import { count, type World } from "./world";

/** Faults that happened, by kind. */
export type FaultCounts = ReadonlyMap<string, number>;

/**
 * Injects faults at random moments until enough have hit something, or all is done. Kinds are drawn like
 * cards, each as often as its weight, so that none stays away; faults of different kinds may overlap. Each
 * is logged in `faults.jsonl` of the campaign's folder.
 */
export async function disturb(world: World, signal: AbortSignal): Promise<FaultCounts> {
  const counts = new Map(Object.keys(FAULTS).map((kind) => [kind, 0]));
  const busy = new Map<string, Promise<void>>();
  let deck: string[] = [];
  let hits = 0;
  for (let drawn = 0; hits < world.settings.faults && !signal.aborted; drawn++) {
    const pause = -Math.log(1 - world.random()) * world.settings.pause;
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    if (deck.length === 0) deck = newDeck(world, drawn);
    const kind = deck.pop()!;
    if (busy.has(kind)) continue;
    const fault = FAULTS[kind]!.fault(world)
      .then((hit) => {
        // Nothing there to be hit: the card comes again.
        if (hit === undefined) return void deck.unshift(kind);
        hits += 1;
        count(counts, kind);
        const record = { time: new Date().toISOString(), kind, hit };
        appendFileSync(join(world.folder, "faults.jsonl"), `${JSON.stringify(record)}\n`);
      })
      .finally(() => busy.delete(kind));
    busy.set(kind, fault);
  }
  await Promise.all(busy.values());
  return counts;
}

function newDeck({ mark }: World, drawn: number): string[] {
  const cards = Object.entries(FAULTS).flatMap(([kind, { weight }]) =>
    Array.from({ length: weight }, () => kind),
  );
  return shuffled(cards, seededRandom("faults", mark, drawn));
}
