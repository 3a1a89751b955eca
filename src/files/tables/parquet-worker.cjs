/**
 * A thread that reads parquet files for another (parquet-thread.ts), one after the other. Plain JavaScript, so
 * that it starts without a loader.
 */
const { closeSync, fstatSync, openSync, readSync } = require("node:fs");
const { parentPort } = require("node:worker_threads");
const { brotliDecompressSync, gunzipSync } = require("node:zlib");
const { parquetMetadataAsync, parquetReadObjects } = require("hyparquet");
const {
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} = require("hyparquet-compressors");

/** Bytes of a page that any file may have; a larger one may be this many times its packed size. */
const HARMLESS = 2 ** 26;
const MAX_PACKING = 1000;

/** Room for an unpacked page: a file of a few bytes may claim that it is huge. */
function roomFor(length, packed) {
  if (length > Math.max(HARMLESS, MAX_PACKING * packed.length))
    throw new Error(`${length} bytes packed into ${packed.length}`);
  return new Uint8Array(Math.max(1, length));
}

/** The decompressor does not know the block of a page without values: a single 0. */
function withLz4(decompress, bytes, length) {
  return length === 0
    ? new Uint8Array(0)
    : decompress(bytes, roomFor(length, bytes).length);
}

/** Beside snappy and no compression, which the reader brings. */
const compressors = {
  GZIP: (bytes, length) => gunzipSync(bytes, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (bytes, length) =>
    brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (bytes, length) =>
    decompressZstd(bytes, roomFor(length, bytes)).subarray(0, length),
  LZ4: (bytes, length) => withLz4(decompressLz4, bytes, length),
  LZ4_RAW: (bytes, length) => withLz4(decompressLz4Raw, bytes, length),
};

/** The file that is open. */
let handle, file, metadata;

async function answer({ what, path, columns, rowStart, rowEnd }) {
  if (what === "close") return close();
  if (what === "metadata") {
    handle = openSync(path, "r");
    file = bufferOf(handle);
    metadata = await parquetMetadataAsync(file);
    return metadata;
  }
  const options = { file, metadata, columns, rowStart, rowEnd };
  return parquetReadObjects({ ...options, compressors, utf8: false });
}

function close() {
  if (handle !== undefined) closeSync(handle);
  handle = undefined;
}

function bufferOf(handle) {
  const { size } = fstatSync(handle);
  return {
    byteLength: size,
    slice(start, end = size) {
      const bytes = new Uint8Array(end - start);
      readSync(handle, bytes, 0, bytes.length, start);
      return bytes.buffer;
    },
  };
}

parentPort.on("message", (request) => {
  answer(request).then(
    (value) => parentPort.postMessage({ value }),
    (error) => parentPort.postMessage({ error: error.message }),
  );
});
