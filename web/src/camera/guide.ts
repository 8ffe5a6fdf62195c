import type { Detection } from '../api/detect';
import type { Box } from '../api/types';

/** One thing to do next, or that there is nothing to do. */
export type Hint =
  | 'searching'
  | 'no_face'
  | 'several_faces'
  | 'too_far'
  | 'too_close'
  | 'off_centre'
  | 'too_dark'
  | 'too_bright'
  | 'turned'
  | 'moving'
  | 'good';

/** What one frame showed, and when it was taken (milliseconds of any clock that does not jump). */
export interface Sighting {
  at: number;
  /** Width by height of the frame. */
  aspect: number;
  detection: Detection;
}

/** How near and how straight a face must be. */
export interface Demands {
  /** The face's longer side as a share of the frame's shorter one. */
  sideMin: number;
  yawMax: number;
  pitchMax: number;
}

export const PHOTO_DEMANDS: Demands = { sideMin: 0.26, yawMax: 28, pitchMax: 28 };
/** At a door people pass by at some distance, and not all of them look. */
export const DOOR_DEMANDS: Demands = { sideMin: 0.18, yawMax: 35, pitchMax: 35 };

export interface Guide {
  hint: Hint;
  /** What the last frames said, and how many of them in a row. */
  latest: Hint;
  repeats: number;
  /** Since when every frame was good. */
  goodSince: number | undefined;
  box: Box | undefined;
  at: number;
}

export const UNGUIDED: Guide = {
  hint: 'searching',
  latest: 'searching',
  repeats: 0,
  goodSince: undefined,
  box: undefined,
  at: 0,
};

const SIDE_MAX = 0.92;
/** A face that leaves the frame and is larger than this leaves it because it is too near. */
const SIDE_NEAR = 0.5;
const EDGE = 0.004;
/** Face lengths a second, of place and of size. */
const SPEED_MAX = 0.55;
/** A hint that is shown holds a little beyond the bar that raised it, so that it does not flicker at the bar. */
const HOLD = 0.12;
const FRAMES_TO_CHANGE = 2;
/** A face that is missed in a frame or two is there all the same. */
const FRAMES_TO_LOSE = 3;

const leaves = ({ left, top, width, height }: Box) =>
  left < EDGE || top < EDGE || left + width > 1 - EDGE || top + height > 1 - EDGE;

/** The longer side in units of the frame's shorter one. */
const sideOf = (box: Box, aspect: number) => Math.max(box.width * aspect, box.height) / Math.min(aspect, 1);

const speedOf = (before: Guide, now: Sighting, box: Box): number => {
  const seconds = (now.at - before.at) / 1000;
  if (!before.box || seconds <= 0 || seconds > 2) return 0;
  const { left, top, width, height } = before.box;
  const x = (box.left + box.width / 2 - left - width / 2) * now.aspect;
  const y = box.top + box.height / 2 - top - height / 2;
  const size = Math.max(box.height, height);
  return Math.max(Math.hypot(x, y), Math.abs(box.height - height)) / size / seconds;
};

/** What one frame says by itself; `before` knows where the face was and what is shown. */
const hintOf = (before: Guide, now: Sighting, demands: Demands): Hint => {
  const { verdict, reasons, faces } = now.detection;
  const [face] = faces;
  if (verdict === 'no_face' || !face) return 'no_face';
  if (verdict === 'several_faces') return 'several_faces';
  const held = (hint: Hint) => (before.hint === hint ? HOLD : 0);
  const side = sideOf(face.box, now.aspect);
  if (side > SIDE_MAX * (1 - held('too_close'))) return 'too_close';
  if (leaves(face.box)) return side > SIDE_NEAR ? 'too_close' : 'off_centre';
  if (reasons.includes('small_bounding_box') || side < demands.sideMin * (1 + held('too_far'))) {
    return 'too_far';
  }
  if (reasons.includes('low_brightness')) return 'too_dark';
  // The only thing that the server means by it.
  if (reasons.includes('low_face_quality')) return 'too_bright';
  const turned = 1 - held('turned');
  const { yaw, pitch } = face.pose;
  if (
    reasons.includes('extreme_pose') ||
    Math.abs(yaw) > demands.yawMax * turned ||
    Math.abs(pitch) > demands.pitchMax * turned
  ) {
    return 'turned';
  }
  if (reasons.includes('low_sharpness')) return 'moving';
  if (speedOf(before, now, face.box) > SPEED_MAX * (1 - held('moving'))) return 'moving';
  return verdict === 'ok' ? 'good' : 'turned';
};

/** The guide after one more frame: one hint, which changes only when some frames agree that it should. */
export const follow = (before: Guide, now: Sighting, demands: Demands = PHOTO_DEMANDS): Guide => {
  const latest = hintOf(before, now, demands);
  const repeats = latest === before.latest ? before.repeats + 1 : 1;
  const needed = latest === 'no_face' ? FRAMES_TO_LOSE : FRAMES_TO_CHANGE;
  const changes = before.hint === 'searching' || repeats >= needed;
  return {
    hint: changes ? latest : before.hint,
    latest,
    repeats,
    goodSince: latest === 'good' ? (before.goodSince ?? now.at) : undefined,
    box: now.detection.faces[0]?.box,
    at: now.at,
  };
};

/** For how long the face has been good without a break. */
export const steadyMs = (guide: Guide): number =>
  guide.goodSince === undefined ? 0 : guide.at - guide.goodSince;
