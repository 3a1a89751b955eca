import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors, tensorOf } from "../../../src/files/tensors/safetensors";
import { REFERENCE } from "../../reference";

/** One variant of the reference's test-time tuning. */
export interface TestTimeVariant {
  readonly config: {
    readonly lr: number;
    readonly tta_steps: number;
    readonly selection_p: number;
    readonly lambda?: number;
    readonly delta?: number;
    readonly two_step?: boolean;
  };
  readonly images: readonly {
    readonly selected: readonly number[];
    readonly loss: readonly number[];
  }[];
}

/** What the reference code stored of its test-time tuning. */
export function referenceTestTime() {
  const path = join(REFERENCE, "test-time.safetensors");
  const file = readSafetensors(path);
  const json = JSON.parse(readFileSync(join(REFERENCE, "test-time.json"), "utf8")) as {
    class_names: string[];
    methods: Record<string, TestTimeVariant>;
  };
  const tensor = (name: string) => {
    const { shape, data } = tensorOf(file, name, undefined, path);
    return { shape, data: Float32Array.from(data) };
  };
  return { classNames: json.class_names, variants: json.methods, tensor };
}
