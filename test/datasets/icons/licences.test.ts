import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  attribution,
  PERMISSIVE,
  setInfo,
} from "../../../src/datasets/icons/sources/attribution";
import { setFile } from "../../../src/datasets/icons/classes/drawings";
import {
  iconsFolder,
  iconSets,
  setsOfRole,
} from "../../../src/datasets/icons/sources/sets";

const installed = [...setsOfRole("downstream"), ...setsOfRole("calibration")];
const missing = installed.filter(({ prefix }) => !existsSync(setFile(prefix)));
const skip =
  missing.length > 0 && `not installed: ${missing.map((s) => s.prefix).join(", ")}`;

describe("licences of icon sets", () => {
  test("every set, the pretraining ones too, is listed as permissive", () => {
    for (const { prefix, licence } of iconSets()) {
      assert.ok(PERMISSIVE.includes(licence), `${prefix}: ${licence}`);
    }
  });

  test("the installed packages say the same, twice each", { skip }, () => {
    for (const set of installed) {
      assert.equal(setInfo(set).licence, set.licence, set.prefix);
      const manifest = readFileSync(setFile(set.prefix, "package.json"), "utf8");
      const { license } = JSON.parse(manifest) as { license: string };
      assert.equal(license, set.licence, `${set.prefix}/package.json`);
    }
  });

  test("the attribution file is the one of the installed packages", { skip }, () => {
    const stored = readFileSync(join(iconsFolder, "ATTRIBUTION.md"), "utf8");
    // Prettier pads the columns of the stored table.
    const unpadded = (text: string): string =>
      text.replace(/ +/g, " ").replace(/-{3,}/g, "---");
    assert.equal(unpadded(stored), unpadded(attribution()));
  });
});
