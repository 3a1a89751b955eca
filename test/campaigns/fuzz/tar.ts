/** An entry of a tar archive to make, right or wrong. */
export interface TarPart {
  readonly name: string;
  readonly data: Uint8Array;
  /** Type flag: "0" file, "1" hard link, "2" symbolic link, "5" folder, "x" extended header. */
  readonly type?: string;
  readonly link?: string;
  /** Size to claim. */
  readonly size?: number;
  /** Checksum to claim. */
  readonly checksum?: number;
}

/** The bytes of a tar archive, right or wrong (POSIX ustar). */
export function tarOf(parts: readonly TarPart[]): Buffer {
  const pieces = parts.flatMap(({ name, data, type = "0", link = "", size, checksum }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100, "utf8");
    header.write("0000644\0" + "0000000\0".repeat(2), 100);
    header.write(`${(size ?? data.length).toString(8).padStart(11, "0")}\0`, 124, 12);
    header.write(`${"0".repeat(11)}\0${" ".repeat(8)}`, 136);
    header.write(type, 156, 1, "latin1");
    header.write(link, 157, 100, "utf8");
    header.write("ustar\x0000", 257);
    const sum = checksum ?? header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, 8);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...pieces, Buffer.alloc(1024)]);
}
