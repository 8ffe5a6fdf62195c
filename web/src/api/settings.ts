import { requestJson } from './client';

/** What an admin chooses while the server runs. */
export interface Settings {
  review: {
    /** Points of similarity on either side of the threshold; 0: nothing is kept. */
    margin: number;
    days: number;
  };
}

export const getSettings = (signal?: AbortSignal) => requestJson<Settings>('/v1/settings', { signal });

export const changeSettings = (change: Settings) =>
  requestJson<Settings>('/v1/settings', { method: 'PATCH', json: change });
