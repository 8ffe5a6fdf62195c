import { describe, expect, it } from 'vitest';
import type { Detection, QualityReason } from '../api/detect';
import { DOOR_DEMANDS, follow, type Guide, type Sighting, steadyMs, UNGUIDED } from './guide';

interface Face {
  x?: number;
  y?: number;
  side?: number;
  yaw?: number;
  reasons?: QualityReason[];
}

/** A face of a square frame, in the middle unless it says otherwise. */
const face = ({ x = 0.5, y = 0.5, side = 0.5, yaw = 0, reasons = [] }: Face = {}): Detection => ({
  verdict: reasons.length > 0 ? 'low_quality' : 'ok',
  reasons,
  faces: [
    {
      box: { left: x - side / 2, top: y - side / 2, width: side, height: side },
      confidence: 99,
      pose: { roll: 0, yaw, pitch: 0 },
      quality: { brightness: 60, sharpness: 55 },
      landmarks: [],
    },
  ],
});
const nobody: Detection = { verdict: 'no_face', reasons: [], faces: [] };
const crowd: Detection = { ...face(), verdict: 'several_faces' };

const FRAME_MS = 333;

/** The guide after these frames, three a second. */
const guided = (frames: Detection[], from: Guide = UNGUIDED): Guide =>
  frames.reduce((guide, detection, index) => {
    const now: Sighting = { at: from.at + (index + 1) * FRAME_MS, aspect: 1, detection };
    return follow(guide, now);
  }, from);

const hintAfter = (...frames: Detection[]) => guided(frames).hint;
const lasting = (detection: Detection) => hintAfter(detection, detection, detection);

describe('one hint for what a face looks like', () => {
  it.each([
    ['nobody', nobody, 'no_face'],
    ['two people', crowd, 'several_faces'],
    ['a face in the middle', face(), 'good'],
    ['a small face', face({ side: 0.15 }), 'too_far'],
    ['too few pixels', face({ reasons: ['small_bounding_box'] }), 'too_far'],
    ['a face that fills the frame', face({ side: 0.97 }), 'too_close'],
    ['a large face over the edge', face({ x: 0.3, side: 0.62 }), 'too_close'],
    ['a face at the edge', face({ x: 0.1, side: 0.3 }), 'off_centre'],
    ['too little light', face({ reasons: ['low_brightness'] }), 'too_dark'],
    ['too much light', face({ reasons: ['low_face_quality'] }), 'too_bright'],
    ['a profile', face({ reasons: ['extreme_pose'] }), 'turned'],
    ['a face that looks aside', face({ yaw: -40 }), 'turned'],
    ['a blurred face', face({ reasons: ['low_sharpness'] }), 'moving'],
    ['a covered face', face({ reasons: ['low_confidence'] }), 'turned'],
  ] as const)('%s', (_, detection, hint) => {
    expect(lasting(detection)).toBe(hint);
  });

  it('names what has to be put right first', () => {
    expect(lasting(face({ side: 0.15, yaw: 60, reasons: ['low_brightness', 'extreme_pose'] }))).toBe(
      'too_far',
    );
  });

  it('measures the face against the shorter side of the frame', () => {
    const detection = face({ side: 0.2 });
    const box = { left: 0.45, top: 0.35, width: 0.1, height: 0.3 };
    const wide = { ...detection, faces: detection.faces.map((one) => ({ ...one, box })) };
    expect(follow(UNGUIDED, { at: 1, aspect: 3, detection: wide }).hint).toBe('good');
  });

  it('asks less of people who pass a door', () => {
    const seen = { at: 1, aspect: 1, detection: face({ side: 0.2, yaw: 30 }) };
    expect(follow(UNGUIDED, seen).hint).toBe('too_far');
    expect(follow(UNGUIDED, seen, DOOR_DEMANDS).hint).toBe('good');
  });
});

describe('movement', () => {
  it('is told from where the face was', () => {
    expect(
      hintAfter(face({ x: 0.3, side: 0.3 }), face({ x: 0.5, side: 0.3 }), face({ x: 0.7, side: 0.3 })),
    ).toBe('moving');
  });

  it('is also coming nearer quickly', () => {
    expect(guided([face({ side: 0.3 }), face({ side: 0.42 })]).latest).toBe('moving');
  });

  it('is not what a detector’s box trembles by', () => {
    expect(hintAfter(face(), face({ x: 0.51 }), face({ x: 0.495 }), face({ x: 0.505 }))).toBe('good');
  });

  it('is not judged over a long pause', () => {
    const guide = guided([face({ x: 0.3, side: 0.3 })]);
    const later = { at: guide.at + 5000, aspect: 1, detection: face({ x: 0.7, side: 0.3 }) };
    expect(follow(guide, later).latest).toBe('good');
  });
});

describe('calm', () => {
  it('shows the first hint at once', () => {
    expect(hintAfter(nobody)).toBe('no_face');
  });

  it('changes only when two frames agree', () => {
    const good = guided([face(), face()]);
    expect(guided([crowd], good).hint).toBe('good');
    expect(guided([crowd, crowd], good).hint).toBe('several_faces');
    expect(guided([crowd, face(), crowd], good).hint).toBe('good');
  });

  it('keeps a face that is missed in two frames', () => {
    const good = guided([face(), face()]);
    expect(guided([nobody, nobody], good).hint).toBe('good');
    expect(guided([nobody, nobody, nobody], good).hint).toBe('no_face');
  });

  it('holds a hint a little beyond the bar that raised it', () => {
    const far = guided([face({ side: 0.2 }), face({ side: 0.25 })]);
    expect(far.hint).toBe('too_far');
    expect(guided([face({ side: 0.27 }), face({ side: 0.27 })], far).hint).toBe('too_far');
    expect(guided([face({ side: 0.31 }), face({ side: 0.31 }), face({ side: 0.31 })], far).hint).toBe('good');
    expect(lasting(face({ side: 0.27 }))).toBe('good');
  });
});

describe('steadiness', () => {
  it('counts from the first good frame', () => {
    expect(steadyMs(guided([nobody, face(), face(), face()]))).toBe(2 * FRAME_MS);
  });

  it('begins anew after any other frame', () => {
    expect(steadyMs(guided([face(), face(), face(), crowd]))).toBe(0);
    expect(steadyMs(guided([face(), face(), nobody, face(), face()]))).toBe(FRAME_MS);
  });
});
