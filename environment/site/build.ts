/**
 * `npm run site`: the executed notebooks, claims, guides and explorer as a static site that opens
 * from a folder. The generator is Sphinx with MyST-NB and the theme Furo.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { eventError, PromptcalError } from "../../src/errors/promptcal-error";
import { writeFolderAtomic } from "../../src/files/atomic-folder";
import { projectRoot } from "../../src/files/project-root";
import { DEFAULT_SUITE } from "../../src/experiments/suites/default-suite";
import { defaultStore } from "../../src/experiments/store/store-paths";
import { stageSite, type SiteSources } from "./stage-site";

/**
 * Builds the site. What was at `out` stays there until the new one is whole.
 * @param python program of the environment with the generator
 */
export async function buildSite(
  out: string,
  sources: SiteSources,
  python: string,
  say: (line: string) => void,
): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "promptcal-site-"));
  try {
    const staged = join(work, "source");
    stageSite(staged, sources, say);
    const built = join(work, "site");
    generate(staged, built, work, python);
    await writeFolderAtomic(out, (folder) =>
      Promise.resolve(cpSync(built, folder, { recursive: true })),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Warnings of the generator are errors: a link that leads nowhere, a page that nobody finds. It writes copies of the
 * notebooks, which no page links to, beside the pages, so both are in the working folder.
 */
function generate(staged: string, built: string, work: string, python: string): void {
  const doctrees = join(work, "doctrees");
  const flags = ["-j", "auto", "-q", "-W", "--keep-going", "-b", "html", "-d", doctrees];
  try {
    execFileSync(python, ["-m", "sphinx", ...flags, staged, built], { stdio: "inherit" });
  } catch {
    throw eventError(
      "The site generator failed; its last lines are above",
      "remove environment/site/venv and run npm run site again",
    );
  }
}

interface SiteArguments extends SiteSources {
  readonly out: string;
}

async function main(): Promise<void> {
  const command = new Command("npm run site --")
    .option("--notebooks <folder>", "executed notebooks", join(projectRoot, "notebooks"))
    .option("--figures <folder>", "their figures and claims", join(projectRoot, "figures"))
    .option("--store <folder>", "runs of the explorer", defaultStore())
    .option("--suite <name>", "suite of these runs", DEFAULT_SUITE)
    .option("--out <folder>", "the site", join(projectRoot, "site"))
    .option("--no-api", "leave out the pages of the functions")
    .parse();
  const say = (line: string): void => console.log(line);
  try {
    const { out: folder, ...sources } = command.opts<SiteArguments>();
    const out = resolve(folder);
    await buildSite(out, sources, process.env["PROMPTCAL_SITE_PYTHON"] ?? "python3", say);
    say(`site: ${pathToFileURL(join(out, "index.html")).href}`);
  } catch (error) {
    if (!(error instanceof PromptcalError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
