"""A face search service as a Python developer would build it: FastAPI, OpenVINO, OpenCV, numpy.

It answers POST /search, whose body is a JPEG, with the faces of its gallery that are like the largest face in it. The
same nets as Mien's default pack, at the same input sizes and with the same shares. Configuration by environment:
PEER_MODELS (folder), PEER_GALLERY (.npy, rows are unit vectors), PEER_THREADS (requests at work in one process).
"""

import asyncio
import concurrent.futures
import json
import math
import os
import pathlib
import threading

import cv2
import numpy as np
import openvino

DETECT_SIDE_PX = 320
SCORE_MIN = 0.5
COSINE_MIN = 0.4684  # Similarity 80 of Mien's default pack.
MATCHES_MAX = 80
SHARES = (0.65, 0.35)
TEMPLATE_0095 = np.array(
    [(40.3928, 59.0815), (87.3757, 59.0815), (64.0336, 81.9847), (44.7324, 105.5606), (83.6399, 105.5606)]
)
TEMPLATE_FOAMLIU = np.array(
    [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)]
)
FOAMLIU_MEAN = np.array([123.675, 116.28, 103.53], np.float32)
FOAMLIU_SCALE = 1 / np.array([58.395, 57.12, 57.375], np.float32)


def compiled(core, model):
    """One inference thread: requests run side by side, and not each on all cores."""
    return core.compile_model(
        model,
        "CPU",
        {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"},
    )


class Embedder:
    """From JPEG to embedding. One for each thread."""

    def __init__(self, models):
        models = pathlib.Path(models)
        self.core = openvino.Core()
        self.yunet = self.core.read_model(models / "yunet" / "yunet_n_dynamic.onnx")
        self.detectors = {}  # By height and width of the input.
        name = "face-reidentification-retail-0095"
        self.net_0095 = compiled(self.core, models / name / "FP16" / f"{name}.xml").create_infer_request()
        self.foamliu = compiled(self.core, models / "foamliu-mobilefacenet" / "MobileFaceNet.onnx").create_infer_request()

    def detector(self, height, width):
        if (height, width) not in self.detectors:
            model = self.yunet.clone()
            model.reshape([1, 3, height, width])
            request = compiled(self.core, model).create_infer_request()
            names = {output.any_name: index for index, output in enumerate(model.outputs)}
            grids = {}
            for stride in (8, 16, 32):
                y, x = np.mgrid[0 : height // stride, 0 : width // stride]
                grids[stride] = np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)
            self.detectors[height, width] = request, names, grids
        return self.detectors[height, width]

    def landmarks(self, picture):
        """Five points of the largest face, in pixels; None where there is no face."""
        scale = min(1.0, DETECT_SIDE_PX / max(picture.shape[:2]))
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
        height, width = (math.ceil(side / 32) * 32 for side in small.shape[:2])
        padded = cv2.copyMakeBorder(
            small, 0, height - small.shape[0], 0, width - small.shape[1], cv2.BORDER_CONSTANT, value=(0, 0, 0)
        )
        request, names, grids = self.detector(height, width)
        request.infer([padded.transpose(2, 0, 1)[None].astype(np.float32)])
        scores, sizes, centres, points = [], [], [], []
        for stride, grid in grids.items():
            read = lambda name: request.get_output_tensor(names[f"{name}_{stride}"]).data[0]
            score = np.sqrt(np.clip(read("cls")[:, 0], 0, 1) * np.clip(read("obj")[:, 0], 0, 1))
            keep = score > SCORE_MIN
            if not keep.any():
                continue
            box, cells = read("bbox")[keep], grid[keep]
            scores.append(score[keep])
            centres.append((cells + box[:, :2]) * stride)
            sizes.append(np.exp(box[:, 2:]) * stride)
            points.append((cells[:, None, :] + read("kps")[keep].reshape(-1, 5, 2)) * stride)
        if not scores:
            return None
        scores, sizes, centres, points = map(np.concatenate, (scores, sizes, centres, points))
        sure = scores > 0.8 * scores.max()
        best = np.argmax(np.where(sure, sizes.prod(axis=1), 0))
        near = np.abs(centres - centres[best]).max(axis=1) < sizes[best].max() / 4
        weights = scores[near] ** 4
        return np.tensordot(weights / weights.sum(), points[near], axes=1) / scale

    @staticmethod
    def aligned(picture, points, template, size):
        """The similarity transform that fits best, in closed form on complex numbers."""
        source, target = (p[:, 0] + 1j * p[:, 1] for p in (points, template))
        centred = source - source.mean()
        turn = np.vdot(centred, target - target.mean()) / np.vdot(centred, centred)
        shift = target.mean() - turn * source.mean()
        matrix = np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
        return cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_LINEAR)

    def embed(self, jpeg):
        """The unit vector of the largest face; None where there is none."""
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        points = None if picture is None else self.landmarks(picture)
        if points is None:
            return None
        crop = self.aligned(picture, points, TEMPLATE_0095, 128)
        self.net_0095.infer([crop.transpose(2, 0, 1)[None].astype(np.float32)])
        first = self.net_0095.get_output_tensor(0).data.ravel()
        crop = cv2.cvtColor(self.aligned(picture, points, TEMPLATE_FOAMLIU, 112), cv2.COLOR_BGR2RGB)
        self.foamliu.infer([((crop - FOAMLIU_MEAN) * FOAMLIU_SCALE).transpose(2, 0, 1)[None]])
        second = self.foamliu.get_output_tensor(0).data.ravel()
        return np.concatenate(
            [math.sqrt(share) * v / np.linalg.norm(v) for share, v in zip(SHARES, (first, second))]
        ).astype(np.float32)


class Searcher:
    """Embedders by thread over one gallery, which all processes map: it is in memory once."""

    def __init__(self, models, gallery):
        self.models = models
        self.gallery = np.load(gallery, mmap_mode="r")
        self.local = threading.local()

    def search(self, jpeg):
        if not hasattr(self.local, "embedder"):
            self.local.embedder = Embedder(self.models)
        probe = self.local.embedder.embed(jpeg)
        if probe is None:
            return None
        cosines = self.gallery @ probe
        top = np.argpartition(cosines, -MATCHES_MAX)[-MATCHES_MAX:]
        top = top[cosines[top] >= COSINE_MIN]
        top = top[np.argsort(-cosines[top])]
        return [{"face": int(row), "cosine": round(float(cosines[row]), 6)} for row in top]


def make_app():
    import fastapi

    app = fastapi.FastAPI()
    searcher = Searcher(os.environ["PEER_MODELS"], os.environ["PEER_GALLERY"])
    cv2.setNumThreads(1)
    pool = concurrent.futures.ThreadPoolExecutor(int(os.environ.get("PEER_THREADS", "1")))

    @app.post("/search")
    async def search(request: fastapi.Request):
        jpeg = await request.body()
        matches = await asyncio.get_running_loop().run_in_executor(pool, searcher.search, jpeg)
        if matches is None:
            return fastapi.Response('{"code":"no_face"}', 400, media_type="application/json")
        return fastapi.Response(json.dumps({"matches": matches}), media_type="application/json")

    return app
