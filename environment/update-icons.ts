/**
 * Rewrites the committed files about the icon data sets after a change of classes, sets or code:
 * twins.json, manifest.json, DATA_CARD.md and ATTRIBUTION.md in data/icons. Needs the pretraining
 * corpus (`npm run pretrain` builds it). Run: npx tsx environment/update-icons.ts
 */
import { join } from "node:path";
import { attribution } from "../src/datasets/icons/sources/attribution";
import { iconDomains } from "../src/datasets/icons/classes/classes";
import { composeDomain, type CappedDomain } from "../src/datasets/icons/compose";
import { readCorpus } from "../src/datasets/icons/sources/corpus";
import { dataCard } from "../src/datasets/icons/data-card";
import { writeDomain, type DomainHashes } from "../src/datasets/icons/domain-folder";
import { findDrawings } from "../src/datasets/icons/classes/drawings";
import { datasetFolder } from "../src/datasets/icons/icon-collection";
import { nounCollection } from "../src/datasets/icons/load-icons";
import { iconsFolder, type DatasetRole } from "../src/datasets/icons/sources/sets";
import { findTwins } from "../src/datasets/icons/pictures/twins";
import { writeFileAtomic, writeJsonAtomic } from "../src/files/atomic-file";

async function main(): Promise<void> {
  const twins = await findTwins(readCorpus());
  writeJsonAtomic(join(iconsFolder, "twins.json"), {
    about:
      "Icons left out of the data sets because a family of another role has the same drawing.",
    icons: twins,
  });
  const downstream = await renderRole("downstream");
  const calibration = await renderRole("calibration");
  writeJsonAtomic(join(iconsFolder, "manifest.json"), {
    downstream: downstream.hashes,
    calibration: calibration.hashes,
  });
  const card = dataCard(downstream.domains, calibration.domains, twins.length);
  writeFileAtomic(join(iconsFolder, "DATA_CARD.md"), card);
  writeFileAtomic(join(iconsFolder, "ATTRIBUTION.md"), attribution());
  process.stdout.write(`${twins.length} twins left out; ${iconsFolder} rewritten\n`);
}

async function renderRole(
  role: DatasetRole,
): Promise<{ domains: CappedDomain[]; hashes: Record<string, DomainHashes> }> {
  const drawings = findDrawings(role);
  const domains: CappedDomain[] = [];
  const hashes: Record<string, DomainHashes> = {};
  for (const domain of iconDomains()) {
    const composed = await composeDomain(domain, role, drawings);
    domains.push(composed);
    hashes[domain] = await writeDomain(
      datasetFolder(nounCollection, role, domain),
      composed,
    );
  }
  return { domains, hashes };
}

void main();
