import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  iconRoles,
  iconsFolder,
  iconSets,
  setsOfRole,
} from "../../../src/datasets/icons/sources/sets";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

const lock = JSON.parse(
  readFileSync(join(iconsFolder, "package-lock.json"), "utf8"),
) as Lock;

describe("roles of icon sets", () => {
  test("no family has two roles", () => {
    const roles = new Map<string, Set<string>>();
    for (const { family, role } of iconSets()) {
      roles.set(family, (roles.get(family) ?? new Set()).add(role));
    }
    for (const [family, own] of roles) {
      assert.equal(own.size, 1, `${family}: ${[...own].join(", ")}`);
    }
  });

  test("no set is listed twice, every role has sets", () => {
    const prefixes = iconSets().map(({ prefix }) => prefix);
    assert.equal(new Set(prefixes).size, prefixes.length);
    for (const role of iconRoles) assert.ok(setsOfRole(role).length > 0, role);
  });

  test("exactly the downstream and calibration sets are pinned packages", () => {
    const requested = [...setsOfRole("downstream"), ...setsOfRole("calibration")];
    const pinned = Object.keys(lock.packages)
      .filter((path) => path.startsWith("node_modules/@iconify-json/"))
      .map((path) => path.slice("node_modules/@iconify-json/".length));
    assert.deepEqual(pinned.sort(), requested.map(({ prefix }) => prefix).sort());
  });
});
