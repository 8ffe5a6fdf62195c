import { request, requestJson, segment } from './client';
import type { Origin } from './types';

export type IntakeAction = 'register' | 'verify';
export type Keep = 'none' | 'accepted' | 'all';

/** What happens to pictures of a bucket; docs/api/uploads.md says it of each member. */
export interface IntakeSettings {
  bucket: string;
  prefix?: string;
  action: IntakeAction;
  collection?: string;
  identity?: string;
  table?: string;
  table_key?: string;
  table_item?: Record<string, string>;
  keep?: Keep;
  cors_origins?: string[];
  similarity_min?: number;
  image_bytes_max?: number;
  source?: string;
}

export interface Intake extends IntakeSettings {
  name: string;
  origin: Origin;
}

const PATH = '/v1/intakes';

export const listIntakes = async (signal?: AbortSignal): Promise<Intake[]> =>
  (await requestJson<{ intakes: Intake[] }>(PATH, { signal })).intakes;

export const createIntake = (name: string, settings: IntakeSettings) =>
  requestJson<unknown>(PATH, { method: 'POST', json: { name, ...settings } });

export const replaceIntake = (name: string, settings: IntakeSettings) =>
  requestJson<unknown>(`${PATH}/${segment(name)}`, { method: 'PUT', json: settings });

export const deleteIntake = async (name: string) => {
  await request(`${PATH}/${segment(name)}`, { method: 'DELETE' });
};
