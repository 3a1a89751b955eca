import type { DoctorRow } from "./setup-rows";
import { datasetReader } from "../../experiments/suites/dataset-formats";
import { PromptcalError } from "../../errors/promptcal-error";
import type { Suite } from "../../experiments/suites/suite-definition";
import { suiteNamed, suiteNames } from "../../experiments/suites/suite";
import { checkedWeightsHash } from "../../experiments/weights/weights-file";

/**
 * Rows of `promptcal doctor` on weights and data of each suite; every file is checked. What an optional
 * suite lacks is absent, not missing: users bring it if they want it.
 */
export async function suiteRows(): Promise<readonly DoctorRow[]> {
  const rows: DoctorRow[] = [];
  for (const suite of suiteNames().map(suiteNamed)) {
    rows.push(
      await row(suite, "weights", suite.model.restore, async () => {
        const hash = checkedWeightsHash(suite);
        return `SHA-256 ${hash.slice(0, 16)}...`;
      }),
      await row(suite, "data", suite.datasets.restore, () => checkData(suite)),
    );
  }
  return rows;
}

async function checkData({ datasets }: Suite): Promise<string> {
  const reader = datasetReader(datasets.format);
  // Looking must not take minutes: nothing is rendered here.
  const unmade = datasets.names.filter((name) => reader.isUnmade?.(name));
  if (unmade.length > 0) {
    return `${unmade.length} of ${datasets.names.length} data sets are not rendered yet: the first run renders them`;
  }
  let images = 0;
  const problems: { readonly name: string; readonly message: string }[] = [];
  for (const name of datasets.names) {
    try {
      const { train, validation, test } = await reader.read(name, datasets.root);
      images += train.length + validation.length + test.length;
    } catch (error) {
      if (!(error instanceof PromptcalError)) throw error;
      problems.push({ name, message: error.message });
    }
  }
  if (problems.length > 0) {
    const there = datasets.names.length - problems.length;
    const missing = problems.map(({ name }) => name).join(", ");
    throw new PromptcalError(
      `${there} of ${datasets.names.length} data sets, missing: ${missing}; ${problems[0]!.message}`,
    );
  }
  return `${datasets.names.length} data sets, ${images} images, as known`;
}

async function row(
  suite: Suite,
  what: string,
  fix: string,
  check: () => Promise<string>,
): Promise<DoctorRow> {
  const name = `${suite.name} ${what}`;
  try {
    return { name, state: "ok", detail: await check(), cost: "", fix: "" };
  } catch (error) {
    const detail = (error as Error).message;
    const state = suite.optional ? "absent" : "missing";
    return { name, state, detail, cost: "its runs cannot be computed", fix };
  }
}
