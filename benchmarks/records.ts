import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic, writeJsonAtomic } from "../src/files/atomic-file";
import { pageOf, type Place, type Report } from "./page";
import { DEVICES } from "./vit-b16/subjects";

/**
 * Keeps what was measured at a place, in place of what was kept of it before, and writes the page out of the reports
 * of all places: each comes from a machine of its own.
 */
export function writeReport(place: Place, report: Report): void {
  writeJsonAtomic(pathOf(place), report);
  writePage();
}

/** Writes benchmarks/README.md out of the kept reports. */
export function writePage(): void {
  const places: readonly Place[] = [...DEVICES, "lab"];
  const kept = places.filter((place) => existsSync(pathOf(place)));
  const reports = Object.fromEntries(
    kept.map((place) => [place, JSON.parse(readFileSync(pathOf(place), "utf8")) as Report]),
  );
  writeFileAtomic(join(__dirname, "README.md"), pageOf(reports));
}

function pathOf(place: Place): string {
  return join(__dirname, "records", `${place}.json`);
}

if (require.main === module) writePage();
