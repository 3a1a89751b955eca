import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestName } from "../../src/errors/nearest-name";

const OPTIONS = ["csc", "batch", "learning_rate", "weight_decay", "n_ctx"];

test("the nearest name needs the fewest edits, in whatever case", () => {
  assert.equal(nearestName("Learning-Rate", OPTIONS), "learning_rate");
  assert.equal(nearestName("batch_size", OPTIONS), "batch");
  // To sitting: two letters changed, one added. To kites: one removed, one changed.
  assert.equal(nearestName("kitten", ["sitting", "kites"]), "kites");
});

test("two neighbours that are swapped count as one edit", () => {
  // Letter by letter two of three would change, which is too far for any name.
  assert.equal(nearestName("eec", ["accuracy", "ece"]), "ece");
  assert.equal(nearestName("cop", ["ocp", "coopx"]), "ocp");
});

test("initials stand for a name, whatever other is as short", () => {
  assert.equal(nearestName("lr", OPTIONS), "learning_rate");
  assert.equal(nearestName("wd", OPTIONS), "weight_decay");
  // The first letter of a single word is no initials.
  assert.equal(nearestName("c", ["coop", "weight"]), undefined);
});

test("nothing is near a word that shares too few letters with all, or where there are no names", () => {
  // Three edits of three letters; three of five are the most.
  assert.equal(nearestName("foo", ["dtd"]), undefined);
  assert.equal(nearestName("sweet", ["seeds"]), "seeds");
  assert.equal(nearestName("sweat", ["floor"]), undefined);
  assert.equal(nearestName("coop", []), undefined);
});
