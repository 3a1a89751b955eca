"""Checkpoints of a random ViT-B/16 and what open_clip and transformers make of them: reference.py FOLDER.

Writes the same weights as each library saves them, in half precisions too, and `expected.safetensors` with pixels,
token ids and, per type of weights, both libraries' features and logits, computed in float32.
"""

import json
import sys
from pathlib import Path

import open_clip
import torch
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPModel

NAMES = [
    "cat",
    "grey-haired photographer's assistant",
    "Löwe & naïve 猫, 1/2 price",
    "boat on a river in the fog behind a wooden bridge with three red lanterns, seen from the garden of an old "
    "mill where two men in long coats are waiting for the first train of a cold and rather windy morning",
]
TEMPLATE = "a photo of a {}."


def random_model():
    """open_clip's start of training, with every bias and gain away from its neutral value."""
    torch.manual_seed(0)
    model = open_clip.create_model("ViT-B-16-quickgelu", pretrained=None).eval()
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(False)
        if name.endswith("bias"):
            parameter.add_(torch.randn_like(parameter) * 0.02)
        elif "ln_" in name:
            parameter.add_(torch.randn_like(parameter) * 0.1)
    model.logit_scale.fill_(4.6052)
    return model


def hugging_face():
    """transformers' CLIPModel of this size."""
    text = dict(hidden_size=512, intermediate_size=2048, num_attention_heads=8, num_hidden_layers=12)
    ends = dict(bos_token_id=49406, eos_token_id=49407)
    vision = dict(patch_size=16, image_size=224)
    config = CLIPConfig(text_config={**text, **ends}, vision_config=vision, projection_dim=512)
    return CLIPModel(config).eval().requires_grad_(False)


TOP = {
    "logit_scale": "logit_scale",
    "text_model.embeddings.token_embedding.weight": "token_embedding.weight",
    "text_model.embeddings.position_embedding.weight": "positional_embedding",
    "text_model.final_layer_norm": "ln_final",
    "vision_model.embeddings.class_embedding": "visual.class_embedding",
    "vision_model.embeddings.patch_embedding.weight": "visual.conv1.weight",
    "vision_model.embeddings.position_embedding.weight": "visual.positional_embedding",
    "vision_model.pre_layrnorm": "visual.ln_pre",
    "vision_model.post_layernorm": "visual.ln_post",
}
LAYER = {
    "layer_norm1": "ln_1",
    "layer_norm2": "ln_2",
    "mlp.fc1": "mlp.c_fc",
    "mlp.fc2": "mlp.c_proj",
    "self_attn.out_proj": "attn.out_proj",
}


def same_weight(name, weights):
    """A weight of transformers' in open_clip's names."""
    if name in TOP:
        return weights[TOP[name]]
    if name == "visual_projection.weight":
        return weights["visual.proj"].T
    if name == "text_projection.weight":
        return weights["text_projection"].T
    stem, kind = name.rsplit(".", 1)
    if stem in TOP:
        return weights[f"{TOP[stem]}.{kind}"]
    tower, _, _, number, part = stem.split(".", 4)
    block = f"{'visual.' if tower == 'vision_model' else ''}transformer.resblocks.{number}"
    if part in LAYER:
        return weights[f"{block}.{LAYER[part]}.{kind}"]
    which = "qkv".index(part.removeprefix("self_attn.")[0])
    return weights[f"{block}.attn.in_proj_{kind}"].chunk(3)[which]


def features_of_open_clip(model, pixels, ids):
    image, text, scale = model(pixels, ids)
    return {
        "image": model.encode_image(pixels),
        "text": model.encode_text(ids),
        "logits": scale * image @ text.T,
    }


def features_of_transformers(model, pixels, ids):
    vision = model.vision_model(pixel_values=pixels).pooler_output
    text = model.text_model(input_ids=ids).pooler_output
    return {
        "image": model.visual_projection(vision),
        "text": model.text_projection(text),
        "logits": model(input_ids=ids, pixel_values=pixels).logits_per_image,
    }


def pictures():
    """Noise, and a picture of smooth colours."""
    slopes = torch.linspace(-1.5, 2, 224)
    smooth = torch.stack([slopes.expand(224, -1), slopes.expand(224, -1).T, torch.full((224, 224), 0.3)])
    return torch.stack([torch.randn(3, 224, 224), smooth])


@torch.no_grad()
def main(folder):
    model = random_model()
    other = hugging_face()
    exact = {k: v.clone() for k, v in model.state_dict().items() if k != "attn_mask"}
    pixels = pictures()
    ids = open_clip.tokenize([TEMPLATE.format(name) for name in NAMES])
    expected = {"pixels": pixels, "ids": ids.int()}

    def compute(kind, weights):
        model.load_state_dict(weights, strict=False)
        for name, parameter in other.named_parameters():
            parameter.copy_(same_weight(name, weights))
        found = {
            "transformers": features_of_transformers(other, pixels, ids),
            "open_clip": features_of_open_clip(model, pixels, ids),
        }
        for library, values in found.items():
            for name, value in values.items():
                expected[f"{kind}/{library}/{name}"] = value.contiguous()

    compute("F32", exact)
    save_file(exact, folder / "openai.safetensors")
    other.save_pretrained(folder / "transformers")
    own_text = open_clip.create_model("ViT-B-16-quickgelu", pretrained=None, force_custom_text=True)
    own_text.load_state_dict(open_clip.model.convert_to_custom_text_state_dict(model.state_dict()), strict=False)
    save_file({k: v.contiguous() for k, v in own_text.state_dict().items()}, folder / "open_clip.safetensors")
    del own_text

    for kind, dtype in {"F16": torch.float16, "BF16": torch.bfloat16}.items():
        rounded = {k: v.to(dtype) for k, v in exact.items()}
        compute(kind, {k: v.float() for k, v in rounded.items()})
        if kind == "F16":
            torch.save(rounded, folder / "half.pt")
        else:
            other.to(dtype).save_pretrained(folder / "transformers-bf16")

    save_file(expected, folder / "expected.safetensors")
    prompts = {"names": NAMES, "template": TEMPLATE}
    (folder / "prompts.json").write_text(json.dumps(prompts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
