"""What open_clip makes of given weights of ViT-B/16: weights_reference.py WEIGHTS FOLDER.

Writes `expected.safetensors`: features of pictures and prompts, and loss and gradient of one CoOp step at a given
context, computed in float32.
"""

import json
import sys
from pathlib import Path

import open_clip
import torch
from reference import NAMES, TEMPLATE, features_of_open_clip, pictures
from safetensors.torch import load_file, save_file

# Context tokens of CoOp, and the classes of the two pictures.
CONTEXT = 16
LABELS = [0, 2]
# CoOp's names, short enough for the context in front of them.
CLASSES = ["cat", "grey-haired photographer's assistant", "boat on a river", "mill"]


def loaded(path):
    """open_clip's model with the weights of a file in OpenAI's naming."""
    model = open_clip.create_model("ViT-B-16-quickgelu", pretrained=None).eval()
    weights = {name: value.float() for name, value in load_file(path).items()}
    weights["logit_scale"] = weights["logit_scale"].reshape(())
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if set(missing) - {"attn_mask"} or unexpected:
        raise SystemExit(f"weights do not fit: missing {missing}, unexpected {unexpected}")
    return model.requires_grad_(False)


def coop_step(model, images, context):
    """Loss and gradient of the context in front of every class name (Zhou et al. 2022)."""
    context = context.clone().requires_grad_(True)
    ids = open_clip.tokenize([" ".join(["X"] * CONTEXT) + f" {name}." for name in CLASSES])
    rows = model.token_embedding(ids)
    rows = torch.cat([rows[:, :1], context.expand(len(CLASSES), -1, -1), rows[:, 1 + CONTEXT :]], dim=1)
    x = model.ln_final(model.transformer(rows + model.positional_embedding, attn_mask=model.attn_mask))
    text = x[torch.arange(len(CLASSES)), ids.argmax(dim=-1)] @ model.text_projection
    unit = torch.nn.functional.normalize
    logits = model.logit_scale.exp() * unit(images, dim=-1) @ unit(text, dim=-1).T
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(LABELS))
    loss.backward()
    return loss.detach(), context.grad


def main(weights, folder):
    torch.manual_seed(0)
    model = loaded(weights)
    pixels = pictures()
    ids = open_clip.tokenize([TEMPLATE.format(name) for name in NAMES])
    with torch.no_grad():
        found = features_of_open_clip(model, pixels, ids)
    context = 0.02 * torch.randn(CONTEXT, 512)
    loss, gradient = coop_step(model, found["image"], context)
    expected = {"pixels": pixels, "ids": ids.int(), "context": context, "loss": loss.reshape(1), "gradient": gradient}
    expected |= {f"F32/open_clip/{name}": value for name, value in found.items()}
    save_file({name: value.contiguous() for name, value in expected.items()}, folder / "expected.safetensors")
    prompts = {"names": NAMES, "template": TEMPLATE, "classes": CLASSES, "labels": LABELS}
    (folder / "prompts.json").write_text(json.dumps(prompts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
