# Writes pyradiomics_edges.csv: the feature classes of PyRadiomics (AIM-Harvard/pyradiomics 8ed5793, numpy 1.24) on made-up
# regions at the edges of its definitions. `nan` is what it gives, `error` where a class stops.
# python3 tests/reference/make/pyradiomics_edges.py > tests/reference/pyradiomics_edges.csv
import logging
import warnings

import numpy as np
import SimpleITK as sitk
from radiomics import firstorder, glcm, gldm, glrlm, glszm, ngtdm, shape

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
CLASSES = {"shape": shape.RadiomicsShape, "firstorder": firstorder.RadiomicsFirstOrder, "glcm": glcm.RadiomicsGLCM,
           "glrlm": glrlm.RadiomicsGLRLM, "glszm": glszm.RadiomicsGLSZM, "gldm": gldm.RadiomicsGLDM,
           "ngtdm": ngtdm.RadiomicsNGTDM}


def image_of(array):
    image = sitk.GetImageFromArray(array)
    image.SetSpacing((1.0, 2.0, 3.0))
    return image


# Indices z, y, x in a box of 7 voxels a side.
texture = (np.arange(343) * 7919 % 13).reshape(7, 7, 7).astype("float32")
empty = np.zeros((7, 7, 7), "uint32")


def region(*parts):
    mask = empty.copy()
    for part in parts:
        mask[part] = 1
    return mask


CUBE = (slice(2, 4), slice(2, 4), slice(2, 4))
BLOCK = (slice(1, 6), slice(0, 6), slice(1, 7))
CASES = {
    "one_voxel": (texture, region((3, 3, 3)), {"binWidth": 3}),
    "line": (texture, region((3, 3, slice(1, 5))), {"binWidth": 3}),
    "slice": (texture, region((3, slice(1, 5), slice(1, 6))), {"binWidth": 3}),
    "flat": (texture * 0 + 12, region(CUBE), {"binWidth": 5}),
    "flat_bins": (texture * 0 + 12, region(CUBE), {"binCount": 4}),
    "two_levels": (np.where(texture > 6, 30, 1).astype("float32"), region(CUBE), {"binWidth": 5}),
    "isolated": (texture, region((1, 1, 1), (1, 1, 4), (5, 2, 3)), {"binWidth": 3}),
    "isolated_flat": (texture * 0 + 2, region((1, 1, 1), (1, 1, 4), (5, 2, 3)), {"binWidth": 3}),
    "beside_cube": (texture, region(CUBE, (6, 6, 6)), {"binWidth": 3}),
    "block": (texture, region(BLOCK), {"binWidth": 2}),
    "block_bins": (texture, region(BLOCK), {"binCount": 5}),
    "block_settings": (texture - 6, region(BLOCK),
                       {"binWidth": 2, "distances": [1, 2], "gldm_a": 1, "voxelArrayShift": 6}),
    "block_far": (texture, region(BLOCK), {"binWidth": 2, "distances": [2]}),
}

print("case,feature,value")
for case, (array, mask, settings) in CASES.items():
    z, y, x = np.where(mask)
    box = tuple(slice(i.min(), i.max() + 1) for i in (z, y, x))  # as PyRadiomics crops before its classes
    for name, kind in CLASSES.items():
        try:
            values = kind(image_of(array[box]), image_of(mask[box]), **settings).execute()
        except RuntimeError:
            print(f"{case},{name},error")
            continue
        for feature, value in values.items():
            print(f"{case},{name}_{feature},{float(value)!r}")
