import { decodeHTML } from "entities";

/** Numeric references of the C1 range mean Windows-1252 characters (HTML standard, 13.2.5.80). */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** The shapes that Python's `html.unescape` looks at. */
const REFERENCE = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g;

/**
 * Replaces HTML character references as Python's `html.unescape` does, which CLIP's tokenizer calls:
 * names with and without semicolon by the longest match, numbers by the HTML standard.
 */
export function htmlUnescape(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(REFERENCE, (whole, body: string) =>
    body.startsWith("#") ? numeric(body) : decodeHTML(whole),
  );
}

function numeric(body: string): string {
  const digits = body.slice(1).replace(/;$/, "");
  const code = /^x/i.test(digits) ? parseInt(digits.slice(1), 16) : parseInt(digits, 10);
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return "\ufffd";
  if (code === 0x0d) return "\r";
  if (code >= 0x80 && code <= 0x9f) return WINDOWS_1252[code - 0x80]!;
  return isForbidden(code) ? "" : String.fromCodePoint(code);
}

/** Control characters and non-characters, which Python drops. */
function isForbidden(code: number): boolean {
  const control =
    (code >= 0x1 && code <= 0x8) ||
    code === 0xb ||
    (code >= 0xe && code <= 0x1f) ||
    code === 0x7f;
  const nonCharacter = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
  return control || nonCharacter;
}
