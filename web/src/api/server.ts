import { request, requestJson } from './client';

export interface ServerInfo {
  version: string;
  face_model_version: string;
  pack: string;
  started_at: string;
  public_url?: string;
  policy: { threshold: number; false_accept_target: number };
  disk: { free_bytes: number; total_bytes: number };
  functions: { runs_uploaded_code: boolean; configured: string[] };
}

export const getServer = (options: { signal?: AbortSignal; background?: boolean } = {}) =>
  requestJson<ServerInfo>('/v1/server', options);

export const getOpenApi = (signal?: AbortSignal) =>
  requestJson<Record<string, unknown>>('/openapi.json', { signal });

/** Succeeds where the process answers at all; needs no session. */
export const ping = async () => {
  await request('/healthz', { anonymous: true, background: true, timeoutMs: 5000 });
};
