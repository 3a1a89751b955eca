import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventError } from "../../errors/promptcal-error";
import { folderOf } from "../../files/folders";
import type { ImageDataset } from "../image-dataset";
import { domainClasses, iconDomains } from "./classes";
import { composeDomain } from "./compose";
import { readDomain, writeDomain, type DomainHashes } from "./domain-folder";
import { findDrawings, setFile, type Drawings } from "./drawings";
import { iconsFolder, setsOfRole, type IconRole } from "./sets";

/** Folder of the rendered data sets, ignored by git. */
export function renderedFolder(): string {
  return join(folderOf("cache"), "icons");
}

/** Roles that data sets are made of. */
export type DatasetRole = Exclude<IconRole, "pretrain">;

/** `data/icons/manifest.json`: what every rendered data set must be, by role and domain. */
export type IconManifest = Readonly<
  Record<DatasetRole, Readonly<Record<string, DomainHashes>>>
>;

/** The committed manifest. */
export function iconManifest(): IconManifest {
  return JSON.parse(
    readFileSync(join(iconsFolder, "manifest.json"), "utf8"),
  ) as IconManifest;
}

/** Folder of one rendered data set. */
export function domainFolder(
  role: DatasetRole,
  domain: string,
  root = renderedFolder(),
): string {
  return join(root, role, domain);
}

/** What `ensureIcons` renders and where; everything downstream by default. */
export interface EnsureOptions {
  readonly role?: DatasetRole;
  readonly domains?: readonly string[];
  /** Folder of all rendered data sets. */
  readonly root?: string;
  /** Called before each domain that has to be rendered. */
  readonly progress?: (domain: string) => void;
}

/**
 * Renders those data sets that are not there, from the installed icon sets; about 40 s for all.
 * What is there is not looked at: `loadIcons` checks it.
 * @throws PromptcalError when icon packages are not installed, or what was rendered differs from
 *   the manifest
 */
export async function ensureIcons({
  role = "downstream",
  domains = iconDomains(),
  root = renderedFolder(),
  progress = () => undefined,
}: EnsureOptions = {}): Promise<void> {
  for (const domain of domains) {
    const folder = domainFolder(role, domain, root);
    if (existsSync(folder)) continue;
    progress(domain);
    const composed = await composeDomain(domain, role, installedDrawings(role));
    const { split, images } = await writeDomain(folder, composed);
    const expected = iconManifest()[role][domain]!;
    if (split === expected.split && images === expected.images) continue;
    checkedDomain(domain, role, root);
  }
}

const known = new Map<DatasetRole, Drawings>();

/** Drawings of a role, read once per process: reading takes seconds. */
function installedDrawings(role: DatasetRole): Drawings {
  needPackages(role);
  const drawings = known.get(role) ?? findDrawings(role);
  known.set(role, drawings);
  return drawings;
}

/**
 * One of the twelve icon data sets, rendered if need be, every file checked (about 0.1 s).
 * Labels are alphabetical; the first half of the classes is base (`splitBaseNew`).
 * @param domain a name of `iconDomains()`
 * @param root folder of all rendered data sets, `renderedFolder` by default
 * @throws PromptcalError for an unknown domain (with the nearest name) and for missing or altered
 *   files (name, expected and found hash, command that restores them)
 */
export async function loadIcons(
  domain: string,
  root = renderedFolder(),
): Promise<ImageDataset> {
  return load(domain, "downstream", root);
}

/**
 * The same classes drawn by the calibration families, all in the test part: for fitting the logit
 * scale of the bundled model, which has seen neither them nor the downstream families. A class can
 * have no image.
 */
export async function loadIconCalibration(
  domain: string,
  root = renderedFolder(),
): Promise<ImageDataset> {
  return load(domain, "calibration", root);
}

async function load(
  domain: string,
  role: DatasetRole,
  root: string,
): Promise<ImageDataset> {
  domainClasses(domain);
  await ensureIcons({ role, domains: [domain], root });
  return checkedDomain(domain, role, root);
}

function checkedDomain(domain: string, role: DatasetRole, root: string): ImageDataset {
  const folder = domainFolder(role, domain, root);
  return readDomain(
    folder,
    domain,
    domainClasses(domain).map(({ noun }) => noun),
    iconManifest()[role][domain]!,
    `restore it with: ${restoring(role, folder)}`,
  );
}

/** Rendering anew is all it takes; `promptcal data build` does it for the downstream sets. */
function restoring(role: DatasetRole, folder: string): string {
  const rebuild = role === "downstream" ? " && npx promptcal data build" : "";
  return `rm -r ${folder}${rebuild}`;
}

function needPackages(role: DatasetRole): void {
  const missing = setsOfRole(role).filter(({ prefix }) => !existsSync(setFile(prefix)));
  if (missing.length === 0) return;
  throw eventError(
    `icon sets are not installed in data/icons: ${missing.map(({ prefix }) => prefix).join(", ")}`,
    "install them with: npm ci --prefix data/icons",
  );
}
