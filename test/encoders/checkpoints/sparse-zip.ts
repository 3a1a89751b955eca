import { closeSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { ZipPart } from "./zip-writer";

/**
 * Writes a zip64 archive whose first entry, `hole`, consists of so much zero data that the file system does not store;
 * its checksum is wrong. All sizes and places stand in zip64's fields, in whatever range they are.
 */
export function writeSparseZip(
  path: string,
  hole: { readonly name: string; readonly bytes: number },
  parts: readonly Pick<ZipPart, "name" | "data">[],
): void {
  const descriptor = openSync(path, "w");
  const directory: Buffer[] = [];
  let at = 0;
  const put = (bytes: Uint8Array): void => {
    writeSync(descriptor, bytes, 0, bytes.length, at);
    at += bytes.length;
  };
  const begin = (name: string, bytes: number, checksum: number): void => {
    const local = header(name, checksum, [bytes, bytes]);
    const central = header(name, checksum, [bytes, bytes, at], true);
    directory.push(central);
    put(local);
  };
  begin(hole.name, hole.bytes, 0);
  at += hole.bytes;
  for (const { name, data } of parts) {
    begin(name, data.length, crc32(data));
    put(data);
  }
  const start = at;
  for (const entry of directory) put(entry);
  const size = at - start;
  const count = directory.length;
  const end64 = Buffer.alloc(56);
  end64.write("PK\x06\x06", "latin1");
  end64.writeBigUInt64LE(44n, 4);
  for (const [value, place] of [
    [count, 24],
    [count, 32],
    [size, 40],
    [start, 48],
  ] as const)
    end64.writeBigUInt64LE(BigInt(value), place);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  locator.writeBigUInt64LE(BigInt(at), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 255);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt32LE(0, 4);
  end.writeUInt16LE(0, 20);
  put(Buffer.concat([end64, locator, end]));
  closeSync(descriptor);
}

/** A local or a central header whose sizes, and place, stand in its zip64 field. */
function header(
  name: string,
  checksum: number,
  wide: readonly number[],
  isCentral = false,
): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(45, 0);
  fields.writeUInt32LE(checksum, 10);
  fields.writeUInt32LE(0xffffffff, 14);
  fields.writeUInt32LE(0xffffffff, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  fields.writeUInt16LE(4 + 8 * wide.length, 24);
  const extra = Buffer.alloc(4 + 8 * wide.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * wide.length, 2);
  wide.forEach((value, i) => extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i));
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(0xffffffff, 10);
  const start = isCentral
    ? Buffer.from("PK\x01\x02\x2d\x00", "latin1")
    : Buffer.from("PK\x03\x04");
  return Buffer.concat([
    start,
    fields,
    ...(isCentral ? [rest] : []),
    Buffer.from(name),
    extra,
  ]);
}
