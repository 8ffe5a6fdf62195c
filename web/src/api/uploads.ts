import { requestJson, segment } from './client';
import { type Paging, pageOptions, pageQuery } from './types';

/** The bucket of announced uploads, which nobody can delete, and the intake that they count as. */
export const SYSTEM_BUCKET = 'mien-uploads';

export type UploadState = 'open' | 'waiting' | 'done' | 'refused' | 'failed';

export interface Upload {
  upload_id: string;
  intake: string;
  bucket: string;
  key: string;
  state: UploadState;
  outcome?: string;
  reason?: string;
  attempts: number;
  created_at: string;
  updated_at: string;
  expires_at?: string;
  next_attempt_at?: string;
  person?: { id: string; name: string };
  collection?: string;
  face_id?: string;
  image_id?: string;
  event_id?: string;
  similarity?: number;
  threshold?: number;
}

export interface UploadFilter {
  bucket?: string | undefined;
  key?: string | undefined;
  intake?: string | undefined;
  state?: UploadState | undefined;
}

export interface Announcement {
  action: 'register' | 'verify';
  name?: string;
  id?: string;
  attributes?: Record<string, unknown>;
  consent?: boolean;
  person_id?: string;
  threshold?: number;
  collection?: string;
  content_type?: 'image/jpeg' | 'image/png' | 'image/webp';
  size?: number;
  expires_in_s?: number;
}

export interface AnnouncedUpload {
  upload_id: string;
  url: string;
  method: 'PUT';
  headers: Record<string, string>;
  bucket: string;
  key: string;
  expires_at: string;
}

export const listUploads = (options: Paging & UploadFilter = {}) =>
  requestJson<{ uploads: Upload[]; next_page_token?: string }>('/v1/uploads', {
    query: {
      bucket: options.bucket,
      key: options.key,
      intake: options.intake,
      state: options.state,
      ...pageQuery(options),
    },
    ...pageOptions(options),
  });

export const getUpload = (id: string, waitS?: number, signal?: AbortSignal) =>
  requestJson<Upload>(`/v1/uploads/${segment(id)}`, { query: { wait_s: waitS }, signal });

export const announceUpload = (announcement: Announcement) =>
  requestJson<AnnouncedUpload>('/v1/uploads', { method: 'POST', json: announcement });

export const retryUpload = (id: string) =>
  requestJson<Upload>(`/v1/uploads/${segment(id)}/retry`, { method: 'POST' });
