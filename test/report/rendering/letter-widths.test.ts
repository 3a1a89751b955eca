import assert from "node:assert/strict";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { findChromium } from "../../../src/report/rendering/find-chromium.cjs";
import { letterWidths } from "../../../src/report/rendering/letter-widths";
import { font } from "../../../src/report/rendering/theme";

const executablePath = findChromium();
const skip = executablePath === null ? "no Chromium" : false;

/** What titles, legends and labels are written with: printable ASCII, and signs of mathematics and of print. */
const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");
const SIGNS = "²λ·’–−≥≤×±…";

test("widths of letters are those that Chromium draws", { skip }, async () => {
  const browser = await chromium.launch({
    executablePath: executablePath!,
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage();
    const measured = await page.evaluate(
      ([letters, family]) => {
        const context = document.createElement("canvas").getContext("2d")!;
        context.font = `1000px "${family}"`;
        return [...letters!].map((letter) => context.measureText(letter).width / 1000);
      },
      [ASCII + SIGNS, font],
    );
    const wrong = [...(ASCII + SIGNS)].flatMap((letter, i) => {
      const width = letterWidths(letter);
      // The table has three digits.
      return Math.abs(width - measured[i]!) <= 0.0011
        ? []
        : [`${letter}: ${width}, drawn ${measured[i]!.toFixed(3)}`];
    });
    assert.deepEqual(wrong, []);
  } finally {
    await browser.close();
  }
});
