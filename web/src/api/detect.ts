import { requestJson } from './client';
import type { Box } from './types';

export type QualityReason =
  | 'small_bounding_box'
  | 'low_brightness'
  | 'low_sharpness'
  | 'extreme_pose'
  | 'low_confidence'
  | 'low_face_quality';

export interface DetectedFace {
  box: Box;
  confidence: number;
  pose: { roll: number; yaw: number; pitch: number };
  quality: { brightness: number; sharpness: number };
  landmarks: [number, number][];
}

export interface Detection {
  verdict: 'ok' | 'no_face' | 'several_faces' | 'low_quality';
  reasons: QualityReason[];
  faces: DetectedFace[];
}

/** What registration would say of the picture. */
export const detect = (image: Blob, options: { signal?: AbortSignal; background?: boolean } = {}) => {
  const form = new FormData();
  form.set('image', image, 'probe.jpg');
  return requestJson<Detection>('/v1/detect', { method: 'POST', form, ...options });
};
