import assert from "node:assert/strict";
import { test } from "node:test";
import { applySettings, parseSetting } from "../../../src/experiments/spec/options";
import {
  count,
  countOrNull,
  defaultsOf,
  flag,
  textOrNull,
} from "../../../src/methods/option";

const definitions = {
  epochs: count(50, "passes"),
  nesterov: flag(false, "a look ahead"),
  init: textOrNull("random", "words"),
  limit: countOrNull(null, "most images"),
};
const defaults = defaultsOf(definitions);
const set = (...settings: string[]) =>
  applySettings(definitions, defaults, settings.map(parseSetting), "coop");

test("settings are read as their option's type", () => {
  assert.deepEqual(set("epochs=5", "nesterov=true", "init=a photo of a = b", "limit=3"), {
    epochs: 5,
    nesterov: true,
    init: "a photo of a = b",
    limit: 3,
  });
  assert.deepEqual(set("limit=3", "limit=null"), defaults);
});

test("an unknown option names the valid ones and the nearest match", () => {
  assert.throws(() => set("epoch=5"), {
    name: "PromptcalError",
    message:
      'unknown option of coop "epoch"; did you mean "epochs"? Valid: epochs, nesterov, init, limit',
  });
});

test("a value of another type is refused", () => {
  assert.throws(() => set("epochs=many"), {
    message: /option epochs: expected a whole number of at least 1, got "many"/,
  });
  assert.throws(() => set("epochs="), {
    message: /expected a whole number of at least 1, got ""/,
  });
  assert.throws(() => set("nesterov=1"), { message: /expected true or false/ });
  assert.throws(() => parseSetting("epochs"), {
    message: /expected name=value, got "epochs"/,
  });
  assert.throws(() => parseSetting("=5"), { message: /expected name=value/ });
});
