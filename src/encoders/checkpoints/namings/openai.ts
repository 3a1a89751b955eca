import type { Naming } from "./naming";

/** OpenAI's own state dict, and open_clip's for models without a text tower of their own class. */
export const OPENAI: Naming = {
  name: "OpenAI",
  mark: "logit_scale",
  parts: [
    "visual",
    "transformer",
    "token_embedding",
    "positional_embedding",
    "ln_final",
    "text_projection",
    "logit_scale",
  ],
  rows: [],
  ignored: ["input_resolution", "context_length", "vocab_size", "attn_mask"],
};
