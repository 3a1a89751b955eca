import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Where Linux distributions put Chromium, which brings a Vulkan loader and a driver in software. */
const CHROMIUM_FOLDERS = [
  "/usr/lib/chromium",
  "/usr/lib/chromium-browser",
  "/opt/google/chrome",
];
/** Where the loader looks for the drivers of a system. */
const DRIVER_FOLDERS = [
  "/usr/share/vulkan/icd.d",
  "/usr/local/share/vulkan/icd.d",
  "/etc/vulkan/icd.d",
];
const LOADER = "libvulkan.so.1";
const DRIVER = "vk_swiftshader_icd.json";
/** RTLD_NOW and glibc's RTLD_NODELETE: the library stays although it is no addon of Node. */
const NOW_AND_FOREVER = 0x2 | 0x1000;

/**
 * Makes Vulkan's loader and a driver available: the system's, else Chromium's. Other systems
 * than Linux need none.
 */
export function prepareVulkan(): void {
  if (process.platform !== "linux") return;
  if (!stays(LOADER)) {
    CHROMIUM_FOLDERS.map((folder) => join(folder, LOADER)).find(
      (path) => existsSync(path) && stays(path),
    );
  }
  const drivers = DRIVER_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder),
  );
  if (drivers.length === 0) softwareVulkan();
}

/**
 * Makes Chromium's software driver the Vulkan driver of this process, unless the environment names one.
 * @returns false where there is no such driver
 */
export function softwareVulkan(): boolean {
  const named = process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES;
  if (process.platform !== "linux" || named !== undefined) return false;
  const driver = CHROMIUM_FOLDERS.map((folder) => join(folder, DRIVER)).find((path) =>
    existsSync(path),
  );
  if (driver === undefined) return false;
  process.env.VK_ICD_FILENAMES = driver;
  return true;
}

/** Loads a library that is no addon: Node then complains of that alone. */
function stays(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library, NOW_AND_FOREVER);
    return true;
  } catch (error) {
    return error instanceof Error && error.message.includes("did not self-register");
  }
}
