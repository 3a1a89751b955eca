"""One work by PyTorch and open_clip as their users write it, in a process of its own: pytorch.py WORK WORLD ANSWER DEVICE.

Steps are those of the methods' own code: the image tower sees the batch in every step, the text tower all 77
positions of all classes' prompts; frozen weights get no gradient. float32 as PyTorch has it by default (no TF32 in products of a GPU), all cores.
Each call of a work ends with a number on the processor, so that a GPU has finished. A first call is not counted; then each
line of standard input asks for a turn, as `turns.ts` has it.
"""

import json
import resource
import sys
import time
from pathlib import Path

import open_clip
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

ENCODED = 8
IMAGES = {"coop-step": 32, "cocoop-step": 1, "maple-step": 4}
TURN_SECONDS = 2


def take_turns(work):
    """Seconds of each counted call, wall and of all threads."""
    work()
    print("ready", flush=True)
    samples = []
    for _ in sys.stdin:
        seconds = 0
        while seconds < TURN_SECONDS:
            wall, processor = time.perf_counter(), time.process_time()
            work()
            sample = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
            samples.append(sample)
            seconds += sample["wall"]
        print("ready", flush=True)
    return samples


def clip(weights, device):
    model = open_clip.create_model("ViT-B-16-quickgelu", pretrained=None)
    model.load_state_dict(load_file(weights), strict=False)
    return model.to(device).eval().requires_grad_(False)


def text_features(model, prompts, ids, deep=()):
    """Features of embedded prompts [classes, 77, width]; `deep` rows take the context's place in later blocks."""
    x = prompts + model.positional_embedding
    for index, block in enumerate(model.transformer.resblocks):
        if 0 < index <= len(deep):
            rows = deep[index - 1].expand(len(x), -1, -1)
            x = torch.cat([x[:, :1], rows, x[:, 1 + rows.shape[1] :]], 1)
        x = block(x, attn_mask=model.attn_mask)
    x = model.ln_final(x)
    return x[torch.arange(len(x)), ids.argmax(1)] @ model.text_projection


def image_features(model, pixels, prompts):
    """Features of images with a row of prompts behind the patches, replaced in later blocks (MaPLe)."""
    visual = model.visual
    x = visual.conv1(pixels).flatten(2).transpose(1, 2)
    x = torch.cat([visual.class_embedding.expand(len(x), 1, -1), x], 1) + visual.positional_embedding
    x = torch.cat([x, prompts[0].expand(len(x), -1, -1)], 1)
    x = visual.ln_pre(x)
    for index, block in enumerate(visual.transformer.resblocks):
        if 0 < index < len(prompts):
            rows = prompts[index].expand(len(x), -1, -1)
            x = torch.cat([x[:, : -rows.shape[1]], rows], 1)
        x = block(x)
    return visual.ln_post(x[:, 0]) @ visual.proj


class Step:
    """One step of training: parameters by their names in the methods' own code."""

    def __init__(self, model, method, inputs, count):
        self.model, self.method = model, method
        self.pixels, self.labels = inputs["pixels"][:count], inputs["labels"][:count].long()
        self.ids = inputs[f"{method}/ids"].long()
        own = {k.split("/")[1]: v for k, v in inputs.items() if k.startswith(f"{method}/prompt_learner")}
        self.parameters = {k: nn.Parameter(v.clone()) for k, v in own.items()}
        embedded = model.token_embedding(self.ids)
        context = self.parameters["prompt_learner.ctx"].shape[0]
        self.prefix, self.suffix = embedded[:, :1], embedded[:, 1 + context :]
        self.optimizer = torch.optim.SGD(self.parameters.values(), lr=0.002, momentum=0.9, weight_decay=0.0005)

    def __call__(self):
        self.optimizer.zero_grad()
        loss = F.cross_entropy(getattr(self, self.method)(), self.labels)
        loss.backward()
        gradient = torch.cat([p.grad.flatten() for p in self.parameters.values()]).norm()
        self.optimizer.step()
        return {"loss": loss.item(), "gradient": gradient.item()}

    def linear(self, name, x):
        at = f"prompt_learner.{name}"
        return F.linear(x, self.parameters[f"{at}.weight"], self.parameters[f"{at}.bias"])

    def prompts(self, context):
        return torch.cat([self.prefix, context.expand(len(self.ids), -1, -1), self.suffix], 1)

    def classes(self, context, deep=()):
        return F.normalize(text_features(self.model, self.prompts(context), self.ids, deep), dim=-1)

    def logits(self, images, text):
        return self.model.logit_scale.exp() * images @ text.T

    def coop(self):
        images = F.normalize(self.model.encode_image(self.pixels), dim=-1)
        return self.logits(images, self.classes(self.parameters["prompt_learner.ctx"]))

    def cocoop(self):
        images = F.normalize(self.model.encode_image(self.pixels), dim=-1)
        shifts = self.linear("meta_net.linear2", self.linear("meta_net.linear1", images).relu())
        context = self.parameters["prompt_learner.ctx"]
        rows = [self.logits(image, self.classes(context + shift)) for image, shift in zip(images, shifts)]
        return torch.stack(rows)

    def maple(self):
        context = self.parameters["prompt_learner.ctx"]
        deep = [v for k, v in self.parameters.items() if ".compound_prompts_text." in k]
        mapped = [self.linear(f"compound_prompt_projections.{i}", rows) for i, rows in enumerate(deep)]
        images = image_features(self.model, self.pixels, [self.linear("proj", context), *mapped])
        return self.logits(F.normalize(images, dim=-1), self.classes(context, deep))


def measure(work, world, device):
    if work == "matmul":
        return matmul(device)
    model = clip(world / "weights.safetensors", device)
    inputs = load_file(world / "inputs.safetensors", device=device)
    if work == "image-encoding":
        results = {}

        @torch.no_grad()
        def encode():
            results["norm"] = model.encode_image(inputs["pixels"][:ENCODED]).norm().item()

        return take_turns(encode), results
    step = Step(model, work.removesuffix("-step"), inputs, IMAGES[work])
    results = []
    samples = take_turns(lambda: results.append(step()))
    return samples, results[0]


def matmul(device, size=2048):
    """One product of square matrices."""
    a, b = torch.randn(size, size, device=device), torch.randn(size, size, device=device)
    return take_turns(lambda: (a @ b)[0, 0].item()), {}


def detail_of(device):
    versions = f"PyTorch {torch.__version__}, open_clip {open_clip.__version__}"
    if device == "cuda":
        return f"{versions} on {torch.cuda.get_device_name()}"
    return f"{versions}, {torch.get_num_threads()} threads"


if __name__ == "__main__":
    work, world, answer, device = sys.argv[1:]
    torch.manual_seed(0)
    samples, results = measure(work, Path(world), device)
    measured = {"samples": samples, "results": results, "detail": detail_of(device)}
    # Kilobytes on Linux.
    measured["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if device == "cuda":
        measured["deviceBytes"] = torch.cuda.max_memory_reserved()
    Path(answer).write_text(json.dumps(measured))
