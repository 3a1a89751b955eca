import { extname } from "node:path";

/** Folders that programs leave among pictures: macOS's archives, network drives, recycle bins. */
const SYSTEM_FOLDERS = [
  ...["__macosx", "@eadir", "@recycle", "#recycle", "@tmp", "#snapshot", "$recycle.bin"],
  ...["system volume information", "lost+found", "__pycache__"],
];
const SYSTEM_FILES = ["thumbs.db", "desktop.ini", "icon\r"];

/** Whether a folder is hidden or an operating system's own. */
export function isSystemFolder(name: string): boolean {
  return name.startsWith(".") || SYSTEM_FOLDERS.includes(name.toLowerCase());
}

/** Whether a file is hidden or an operating system's own, as `._1.jpg` of macOS. */
export function isSystemFile(name: string): boolean {
  return name.startsWith(".") || SYSTEM_FILES.includes(name.toLowerCase());
}

/** What a reader of a data set did not read. */
export class PassedOver {
  private readonly folders = new Set<string>();
  private readonly endings = new Map<string, number>();

  folder(name: string): void {
    this.folders.add(name);
  }

  /** A file that is no image as far as its ending tells. */
  file(name: string): void {
    const ending = extname(name).toLowerCase() || "no ending";
    this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1);
  }

  /** `3 .heic, 1 .txt`; empty where no file was passed over. */
  get files(): string {
    const counts = [...this.endings].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    return counts.map(([ending, count]) => `${count} ${ending}`).join(", ");
  }

  /** A sentence about folders and one about files, as far as there are any. */
  notes(): readonly string[] {
    const folders = [...this.folders].join(", ");
    return [
      ...(folders === "" ? [] : [`folders passed over, no classes: ${folders}`]),
      ...(this.files === ""
        ? []
        : [`files passed over, no images by ending: ${this.files}`]),
    ];
  }
}
