import { basename } from "node:path";
import type { ZeroShotQuality } from "../../metrics/zero-shot-quality";
import { markdownTable } from "./markdown-table";

/** One line of the training's history that the card quotes. */
export interface CardHistory {
  readonly seen: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly scale: number;
  readonly heldOutLoss?: number;
  readonly heldOutAccuracy?: number;
  /** Precision of the factors of products; none stands for float32. */
  readonly products?: string;
}

export interface ModelCard {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly parameters: number;
  readonly tokens: number;
  readonly architecture: Readonly<Record<string, unknown>>;
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly command: string;
  readonly backend: string;
  readonly seconds: number;
  readonly imagesSeen: number;
  readonly corpus: {
    readonly icons: number;
    readonly families: number;
    readonly captions: number;
  };
  readonly trainedScale: number;
  readonly fittedScale: number;
  readonly fitSamples: number;
  /** The scale that least NLL would give on the same samples. */
  readonly leastNllScale: number;
  readonly zeroShot: readonly ZeroShotQuality[];
  readonly history: readonly CardHistory[];
  /** Where the curve and all lines of the history lie. */
  readonly curve: string;
  readonly historyFile: string;
}

/** Lines of the history that a card shows. */
const SHOWN = 12;

/** The model card as Markdown; every number in it comes from the training or from a measurement. */
export function modelCardMarkdown(card: ModelCard): string {
  const percent = (fraction: number): string => (100 * fraction).toFixed(1);
  const signed = (fraction: number): string =>
    `${fraction < 0 ? "" : "+"}${percent(fraction)}`;
  const pooled = (classSet: "base" | "new"): string => {
    const rows = card.zeroShot.filter((row) => row.classSet === classSet);
    const n = rows.reduce((sum, row) => sum + row.n, 0);
    const mean = (of: (row: ZeroShotQuality) => number): number =>
      rows.reduce((sum, row) => sum + (row.n / n) * of(row), 0);
    const chance = mean((row) => 1 / row.classes);
    return (
      `${percent(mean((row) => row.accuracy))} % correct on ${n} images of ${classSet} classes ` +
      `(chance ${percent(chance)} %), signed gap ${signed(mean((row) => row.gap))} points`
    );
  };
  const held = card.history.filter((line) => line.heldOutLoss !== undefined);
  const every = Math.max(1, Math.ceil(held.length / SHOWN));
  const sampled = held.filter((_, i) => i % every === 0 || i === held.length - 1);
  return `# The miniature CLIP ${basename(card.file, "-clip.safetensors")}

Written by \`${card.command}\`. Do not edit.

| | |
| --- | --- |
| file | \`${card.file}\`, ${(card.bytes / 1e6).toFixed(1)} MB, half precision |
| SHA-256 | \`${card.sha256}\` |
| parameters | ${card.parameters.toLocaleString("en")}, with ${card.tokens.toLocaleString("en")} of CLIP's 49,408 token rows |
| training data | ${card.corpus.icons.toLocaleString("en")} icons of ${card.corpus.families} pretraining families, ${card.corpus.captions.toLocaleString("en")} different captions; sets and licences: \`data/icons/ATTRIBUTION.md\`, roles: \`data/icons/sets.json\` |
| images seen | ${card.imagesSeen.toLocaleString("en")} |
| time | ${(card.seconds / 60).toFixed(0)} min, backend ${card.backend}${precisionText(card.history)}, other work on the machine at the same time |
| logit scale | ${card.trainedScale.toFixed(1)} at the end of training; **${card.fittedScale.toFixed(2)}** shipped, at which mean confidence equals accuracy on ${card.fitSamples} zero-shot decisions of the calibration families, used neither for training nor in the data sets (lowest NLL: ${card.leastNllScale.toFixed(2)}) |

## Zero-shot, prompt "a photo of a {}."

${pooled("base")}; ${pooled("new")}. ECE: 10 bins, the paper's edge rule. On a domain of a few hundred images it has a
floor of several points. These numbers were not used for any choice.

${markdownTable(
  ["domain", "class set", "classes", "n", "accuracy %", "ECE %", "gap, points"],
  card.zeroShot.map((row) => [
    row.domain,
    row.classSet,
    String(row.classes),
    String(row.n),
    percent(row.accuracy),
    percent(row.ece),
    signed(row.gap),
  ]),
)}

## Training

The curve is \`${card.curve}\`; all lines: \`${card.historyFile}\`.

${markdownTable(
  [
    "images seen",
    "loss, nats",
    "in-batch accuracy %",
    "held-out loss",
    "held-out accuracy %",
    "logit scale",
  ],
  sampled.map((line) => [
    line.seen.toLocaleString("en"),
    line.loss.toFixed(2),
    percent(line.accuracy),
    line.heldOutLoss!.toFixed(2),
    percent(line.heldOutAccuracy!),
    line.scale.toFixed(1),
  ]),
)}

Recipe (what each field is for: \`docs/pretraining.md\`):

\`\`\`json
${JSON.stringify(card.recipe, null, 2)}
\`\`\`

Architecture:

\`\`\`json
${JSON.stringify(card.architecture, null, 2)}
\`\`\`

## Limits

The model is made for teaching, tests and trying ideas. It knows only icons of 32 by 32 pixels and their English
names. The names come from icon sets and contain errors. The signs and the order of effects should carry over to
photographs, the numbers should not.
`;
}

/** The precisions of products that the training used, where not float32 alone. */
function precisionText(history: readonly CardHistory[]): string {
  const used = [...new Set(history.map(({ products = "float32" }) => products))];
  return used.every((name) => name === "float32")
    ? ""
    : `, products in ${used.join(", then ")}`;
}
