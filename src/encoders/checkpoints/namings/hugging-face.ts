import type { Naming, Row } from "./naming";

/** Linear layers and norms: weight and bias. */
function pair(to: string, from: string): Row[] {
  return ["weight", "bias"].map((part) => ({
    to: `${to}.${part}`,
    from: [`${from}.${part}`],
  }));
}

/** One transformer: queries, keys and values are three layers here, one in OpenAI's naming. */
function transformer(to: string, from: string): Row[] {
  const block = `${to}.resblocks.{n}`;
  const layer = `${from}.encoder.layers.{n}`;
  const attention = ["weight", "bias"].map((part) => ({
    to: `${block}.attn.in_proj_${part}`,
    from: ["q", "k", "v"].map((which) => `${layer}.self_attn.${which}_proj.${part}`),
  }));
  return [
    ...pair(`${block}.ln_1`, `${layer}.layer_norm1`),
    ...attention,
    ...pair(`${block}.attn.out_proj`, `${layer}.self_attn.out_proj`),
    ...pair(`${block}.ln_2`, `${layer}.layer_norm2`),
    ...pair(`${block}.mlp.c_fc`, `${layer}.mlp.fc1`),
    ...pair(`${block}.mlp.c_proj`, `${layer}.mlp.fc2`),
  ];
}

/** The `CLIPModel` of Hugging Face's transformers. */
export const HUGGING_FACE: Naming = {
  name: "Hugging Face",
  mark: "text_model.embeddings.token_embedding.weight",
  parts: [
    "text_model",
    "vision_model",
    "text_projection",
    "visual_projection",
    "logit_scale",
  ],
  rows: [
    {
      to: "token_embedding.weight",
      from: ["text_model.embeddings.token_embedding.weight"],
    },
    {
      to: "positional_embedding",
      from: ["text_model.embeddings.position_embedding.weight"],
    },
    ...transformer("transformer", "text_model"),
    ...pair("ln_final", "text_model.final_layer_norm"),
    { to: "text_projection", from: ["text_projection.weight"], transposed: true },
    {
      to: "visual.class_embedding",
      from: ["vision_model.embeddings.class_embedding"],
    },
    {
      to: "visual.conv1.weight",
      from: ["vision_model.embeddings.patch_embedding.weight"],
    },
    {
      to: "visual.positional_embedding",
      from: ["vision_model.embeddings.position_embedding.weight"],
    },
    // Spelt so in the library.
    ...pair("visual.ln_pre", "vision_model.pre_layrnorm"),
    ...transformer("visual.transformer", "vision_model"),
    ...pair("visual.ln_post", "vision_model.post_layernorm"),
    { to: "visual.proj", from: ["visual_projection.weight"], transposed: true },
  ],
  ignored: ["text_model.embeddings.position_ids", "vision_model.embeddings.position_ids"],
};
