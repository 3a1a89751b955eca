import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Activation } from "../../engine/layers/activation";
import { asRecord } from "../../files/json-fields";
import { readJson } from "../../files/parse-json";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The activation that the configuration beside a checkpoint names: `config.json` of Hugging Face or
 * `open_clip_config.json` of open_clip. Shapes do not tell it: OpenAI's and LAION's ViT-B/16 differ in
 * nothing else.
 * @returns undefined when there is no such file, or it says nothing
 * @throws PromptcalError for a file that is no JSON
 */
export function statedActivation(checkpoint: string): Activation | undefined {
  const openClip = configuration(join(dirname(checkpoint), "open_clip_config.json"));
  if (openClip !== undefined) {
    const quick = (openClip["model_cfg"] as Fields | null | undefined)?.["quick_gelu"];
    return quick === true ? "quick_gelu" : "gelu";
  }
  const config = configuration(join(dirname(checkpoint), "config.json"));
  if (config?.["model_type"] !== "clip") return undefined;
  const text = config["text_config"] as Fields | null | undefined;
  // The library's own default, which its older files leave out.
  const name = text?.["hidden_act"] ?? "quick_gelu";
  return name === "quick_gelu" || name === "gelu" ? name : undefined;
}

function configuration(path: string): Fields | undefined {
  if (!existsSync(path)) return undefined;
  return asRecord(readJson(path, "configuration"), "configuration", path);
}
