import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CheckpointTensor } from "../../../src/encoders/checkpoints/checkpoint-tensors";
import { renameTensors } from "../../../src/encoders/checkpoints/rename-tensors";

function tensor(shape: readonly number[], ...values: readonly number[]): CheckpointTensor {
  return { dtype: "F32", shape, read: () => Float32Array.from(values) };
}

const ATTENTION = "text_model.encoder.layers.0.self_attn";
const MARK = "text_model.embeddings.token_embedding.weight";

describe("renaming", () => {
  it("stacks queries, keys and values, and turns projections", () => {
    const { tensors, naming } = renameTensors(
      new Map([
        [MARK, tensor([1, 1], 9)],
        [`${ATTENTION}.q_proj.weight`, tensor([1, 2], 1, 2)],
        [`${ATTENTION}.k_proj.weight`, tensor([1, 2], 3, 4)],
        [`${ATTENTION}.v_proj.weight`, tensor([1, 2], 5, 6)],
        ["text_projection.weight", tensor([2, 3], 1, 2, 3, 4, 5, 6)],
        ["text_model.embeddings.position_ids", tensor([1], 0)],
      ]),
      "x",
    );
    assert.equal(naming, "Hugging Face");
    const stacked = tensors.get("transformer.resblocks.0.attn.in_proj_weight")!;
    assert.deepEqual(stacked.shape, [3, 2]);
    assert.deepEqual([...stacked.read()], [1, 2, 3, 4, 5, 6]);
    const turned = tensors.get("text_projection")!;
    assert.deepEqual(turned.shape, [3, 2]);
    assert.deepEqual([...turned.read()], [1, 4, 2, 5, 3, 6]);
    assert.equal(tensors.size, 3);
  });

  it("takes the prefix of data-parallel training away, when all have it", () => {
    const one = new Map([
      ["module.logit_scale", tensor([], 1)],
      ["module.visual.x", tensor([], 2)],
    ]);
    const names = ["logit_scale", "visual.x"];
    assert.deepEqual([...renameTensors(one, "x").tensors.keys()], names);
  });

  it("names what is missing, misshapen or of no CLIP", () => {
    const mark: [string, CheckpointTensor] = [MARK, tensor([1, 1], 9)];
    const query: [string, CheckpointTensor] = [
      `${ATTENTION}.q_proj.weight`,
      tensor([1, 2], 1, 2),
    ];
    assert.throws(
      () => renameTensors(new Map([mark, query]), "x.bin"),
      /k_proj.weight: expected beside .*q_proj.weight, got none of that name \(x.bin\)/,
    );
    const others = ["k", "v"].map((which): [string, CheckpointTensor] => [
      `${ATTENTION}.${which}_proj.weight`,
      tensor([1, 3], 1, 2, 3),
    ]);
    assert.throws(
      () => renameTensors(new Map([mark, query, ...others]), "x"),
      /k_proj.weight: expected shape \[any, 2\] as of .*q_proj.weight, got \[1, 3\]/,
    );
    const flat = new Map([mark, ["text_projection.weight", tensor([2], 1, 2)] as const]);
    assert.throws(() => renameTensors(flat, "x"), /expected a matrix, got shape \[2\]/);
    assert.throws(
      () => renameTensors(new Map([["bert.weight", tensor([], 1)]]), "x"),
      /expected CLIP weights .*got 1 tensors, the first named bert.weight/,
    );
  });
});
