import type { Naming } from "./naming";

const BLOCK = [
  "ln_1.weight",
  "ln_1.bias",
  "attn.in_proj_weight",
  "attn.in_proj_bias",
  "attn.out_proj.weight",
  "attn.out_proj.bias",
  "ln_2.weight",
  "ln_2.bias",
  "mlp.c_fc.weight",
  "mlp.c_fc.bias",
  "mlp.c_proj.weight",
  "mlp.c_proj.bias",
].map((part) => `transformer.resblocks.{n}.${part}`);

const TOP = [
  "token_embedding.weight",
  "positional_embedding",
  "ln_final.weight",
  "ln_final.bias",
  "text_projection",
];

/** open_clip's CustomTextCLIP: the text tower is a module of its own, named `text`. */
export const OPEN_CLIP: Naming = {
  name: "open_clip",
  mark: "text.token_embedding.weight",
  parts: ["text", "visual", "logit_scale"],
  rows: [...TOP, ...BLOCK].map((name) => ({ to: name, from: [`text.${name}`] })),
  ignored: ["text.attn_mask"],
};
