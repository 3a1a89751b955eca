import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectedTensors } from "../../../../src/encoders/checkpoints/expected-tensors";
import { architectureNamed } from "../../../../src/experiments/weights/imported-architecture";
import { architecture } from "../../../../src/encoders/towers/clip-model";
import { pick } from "../bytes";
import { mutateJson } from "../json";
import { promised, type FuzzTarget } from "../target";

const NAME = "hostile.json";

export const target: FuzzTarget = {
  about: "architectures of a CLIP (JSON)",
  inputs: 40_000,
  quick: 800,
  prepare: (folder) => {
    const honest = ["icons-mini", "ViT-B-16", "RN50"].map((name) => architecture(name));
    const path = join(folder, NAME);
    return (random) => {
      writeFileSync(path, mutateJson(pick(honest, random), random));
      const read = (): void => {
        for (const [name, shape] of expectedTensors(architectureNamed(path)))
          promised(
            shape.every((n) => Number.isSafeInteger(n) && n > 0),
            `a shape of ${name}`,
          );
      };
      return { where: NAME, read };
    };
  },
};
