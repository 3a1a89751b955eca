import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Names in a folder as they are, and by their composed form. */
interface Listing {
  readonly names: ReadonlySet<string>;
  readonly composed: ReadonlyMap<string, string>;
}

/**
 * Finds files that lists name. Two spellings of a path are the same file: Windows writes `dog\\1.jpg`, and macOS
 * writes accents as characters of their own (NFD). Each folder is read once; cheap for 100,000 images.
 */
export class NamesOnDisk {
  private readonly listings = new Map<string, Listing>();

  constructor(private readonly root: string) {}

  /** The path as the disk has it, with `/` between folders; undefined where there is no such file. */
  find(path: string): string | undefined {
    let found = "";
    for (let rest = path.split("/"); rest.length > 0;) {
      const [part = "", ...after] = rest;
      rest = after;
      if (part === "" || part === ".") continue;
      const name = this.nameIn(found, part);
      if (name !== undefined) found = found === "" ? name : `${found}/${name}`;
      else if (part.includes("\\")) rest = [...part.split("\\"), ...after];
      else return undefined;
    }
    return found;
  }

  /** A path that differs from this one in case only, where the disk has one. */
  findInOtherCase(path: string): string | undefined {
    let found = "";
    for (const part of path.split(/[\\/]/)) {
      if (part === "" || part === ".") continue;
      const wanted = plain(part);
      const name = [...this.listing(found).names].find((one) => plain(one) === wanted);
      if (name === undefined) return undefined;
      found = found === "" ? name : `${found}/${name}`;
    }
    return found;
  }

  private nameIn(folder: string, name: string): string | undefined {
    const { names, composed } = this.listing(folder);
    return names.has(name) ? name : composed.get(name.normalize("NFC"));
  }

  private listing(folder: string): Listing {
    const known = this.listings.get(folder);
    if (known !== undefined) return known;
    const names = new Set(namesIn(join(this.root, folder)));
    const composed = new Map([...names].map((name) => [name.normalize("NFC"), name]));
    const listing = { names, composed };
    this.listings.set(folder, listing);
    return listing;
  }
}

function plain(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function namesIn(folder: string): readonly string[] {
  // A name can also be too long to ask for: `existsSync` says no, `statSync` throws.
  return existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
}
