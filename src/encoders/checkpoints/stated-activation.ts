import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Activation } from "../../engine/layers/activation";
import { mismatch, shown } from "../../errors/promptcal-error";
import { checked } from "../../files/json/checked";
import { readJson } from "../../files/json/parse-json";
import { RECORD } from "../../files/json/schema";

type Fields = Readonly<Record<string, unknown>>;

/** An activation, and the file that names it. */
export interface StatedActivation {
  readonly activation: Activation;
  readonly file: string;
}

/**
 * The activation that the configuration beside a checkpoint names: `config.json` of Hugging Face or
 * `open_clip_config.json` of open_clip. Shapes do not tell it: OpenAI's and LAION's ViT-B/16 differ in
 * nothing else.
 * @returns undefined when there is no such file, or it says nothing
 * @throws PromptcalError for a file that is no JSON or names an activation that no tower here has
 */
export function statedActivation(checkpoint: string): StatedActivation | undefined {
  const folder = dirname(checkpoint);
  return ofOpenClip(folder) ?? ofHuggingFace(folder);
}

/** On the hub the sizes stand in `model_cfg`; in open_clip's own folder they are the whole file. */
function ofOpenClip(folder: string): StatedActivation | undefined {
  const file = join(folder, "open_clip_config.json");
  const config = configuration(file);
  if (config === undefined) return undefined;
  const model = (config["model_cfg"] ?? config) as Fields;
  return { activation: model["quick_gelu"] === true ? "quick_gelu" : "gelu", file };
}

function ofHuggingFace(folder: string): StatedActivation | undefined {
  const file = join(folder, "config.json");
  const config = configuration(file);
  if (config?.["model_type"] !== "clip") return undefined;
  const towers = [config["text_config"], config["vision_config"]] as (Fields | undefined)[];
  // QuickGELU is the library's own default, which its files leave out.
  const names = towers.map((tower) => tower?.["hidden_act"] ?? "quick_gelu");
  const [name] = names;
  const isKnown = name === "quick_gelu" || name === "gelu";
  if (isKnown && names.every((other) => other === name || towers[1] === undefined)) {
    return { activation: name, file };
  }
  throw mismatch({
    what: "hidden_act of text and vision",
    expected: "quick_gelu or gelu in both",
    got: names.map(shown).join(" and "),
    where: file,
  });
}

function configuration(path: string): Fields | undefined {
  if (!existsSync(path)) return undefined;
  return checked(RECORD, readJson(path, "configuration"), "configuration", path);
}
