import { buffer } from "node:stream/consumers";
import { crc32, deflateRawSync } from "node:zlib";
import { pack } from "tar-stream";

/** An entry of an archive to make, well-formed or hostile. */
export interface StoredEntry {
  readonly name: string;
  readonly kind?: "file" | "folder" | "link";
  /** Of a link its target. */
  readonly content?: string | Buffer;
}

/** An uncompressed tar. */
export async function tarOf(entries: readonly StoredEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, kind = "file", content = "" } of entries) {
    if (kind === "link")
      archive.entry({ name, type: "symlink", linkname: String(content) });
    else if (kind === "folder") archive.entry({ name, type: "directory" });
    else archive.entry({ name }, content);
  }
  archive.finalize();
  return buffer(archive);
}

/** A zip, deflated; written by hand, because no honest packer stores a hostile name. */
export function zipOf(entries: readonly StoredEntry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, kind = "file", content = "" } of entries) {
    const [raw, path] = [Buffer.from(String(content)), Buffer.from(name)];
    const packed = deflateRawSync(raw);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, path, packed]);
    const tail = Buffer.alloc(14);
    const mode = { file: 0o100644, folder: 0o040755, link: 0o120777 }[kind];
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const madeOnUnix = Buffer.from([20, 3]);
    directory.push(Buffer.from("PK\x01\x02"), madeOnUnix, common, tail, path);
    bodies.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}
