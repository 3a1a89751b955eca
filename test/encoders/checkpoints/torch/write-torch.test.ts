import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ArchiveFile } from "../../../../src/encoders/checkpoints/torch/archive-source";
import { torchCheckpoint } from "../../../../src/encoders/checkpoints/torch/torch-checkpoint";
import { writeTorchCheckpoint } from "../../../../src/encoders/checkpoints/torch/write-torch";
import { temporaryFolder } from "../../../experiments/helpers";

const TENSORS = {
  ctx: { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-7, -1e7) },
  "meta_net.linear1.bias": { shape: [3], data: Float32Array.of(0.25, 0.5, 0.75) },
  scalar: { shape: [], data: Float32Array.of(4) },
};

test("what is written is read again, value for value", async (context) => {
  const path = join(temporaryFolder(context), "model.pth.tar-5");
  await writeTorchCheckpoint(path, TENSORS, { epoch: 5, val_result: null });
  const file = new ArchiveFile(path);
  const { tensors } = await torchCheckpoint(file, path);
  for (const [name, { shape, data }] of Object.entries(TENSORS)) {
    const read = tensors.get(`state_dict.${name}`)!;
    assert.deepEqual(read.shape, shape);
    assert.deepEqual(read.read(), data);
  }
  file.close();
});

test("equal tensors make equal files", async (context) => {
  const folder = temporaryFolder(context);
  const paths = ["a", "b"].map((name) => join(folder, name));
  for (const path of paths) await writeTorchCheckpoint(path, TENSORS, { epoch: 5 });
  assert.deepEqual(readFileSync(paths[0]!), readFileSync(paths[1]!));
});

// What torch.load does with such a file, with stand-ins for torch's two functions.
const PYTHON = `
import json, pickle, struct, sys, zipfile
from collections import OrderedDict
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
top = archive.namelist()[0].split("/")[0]
assert archive.read(top + "/version") == b"3\\n"
class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"): return OrderedDict
        if (module, name) == ("torch", "FloatStorage"): return "FloatStorage"
        assert (module, name) == ("torch._utils", "_rebuild_tensor_v2"), (module, name)
        return lambda storage, offset, size, stride, grad, hooks: (storage, offset, size, stride)
    def persistent_load(self, pid):
        word, kind, key, device, count = pid
        assert (word, kind, device) == ("storage", "FloatStorage", "cpu"), pid
        data = archive.read(top + "/data/" + key)
        assert len(data) == 4 * count
        return struct.unpack("<%df" % count, data)
with archive.open(top + "/data.pkl") as file: loaded = Unpickler(file).load()
assert type(loaded["state_dict"]) is OrderedDict
print(json.dumps([loaded["epoch"], loaded["scheduler"], list(loaded["state_dict"].items())]))
`;

test("Python's unpickler reads it as torch.load would", async (context) => {
  const path = join(temporaryFolder(context), "model.pth.tar-5");
  await writeTorchCheckpoint(path, TENSORS, { epoch: 5, scheduler: null });
  const python = spawnSync("python3", ["-c", PYTHON, path], { encoding: "utf8" });
  if (python.error !== undefined) return context.skip("Python is not installed");
  assert.equal(python.status, 0, python.stderr);
  const [epoch, scheduler, items] = JSON.parse(python.stdout) as [number, null, unknown[]];
  assert.deepEqual([epoch, scheduler], [5, null]);
  assert.deepEqual(items, [
    ["ctx", [[...TENSORS.ctx.data], 0, [2, 3], [3, 1]]],
    ["meta_net.linear1.bias", [[0.25, 0.5, 0.75], 0, [3], [1]]],
    ["scalar", [[4], 0, [], []]],
  ]);
});
