import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readBytes } from "./read-file";

/** SHA-256 of bytes or of a UTF-8 string, in lower-case hex. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of a whole file, read at once; for files that fit in memory. */
export function sha256FileSync(path: string): string {
  return sha256(readBytes(path));
}

/** SHA-256 of a file of any size, streamed. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
