import { request, requestJson, segment } from './client';
import type { Role } from './session';
import { type Paging, pageOptions, pageQuery } from './types';

export interface AccessKey {
  access_key_id: string;
  name: string;
  role: Role;
  created_at: string;
  created_by?: string;
  expires_at?: string;
}

export interface KeysPage {
  keys: AccessKey[];
  next_page_token?: string;
}

export interface NewKey {
  role: Role;
  name?: string;
  expires_in_s?: number;
}

export const listKeys = (paging: Paging = {}) =>
  requestJson<KeysPage>('/v1/keys', { query: pageQuery(paging), ...pageOptions(paging) });

/** The secret stands in this answer and in no other. */
export const createKey = (key: NewKey) =>
  requestJson<{ key: AccessKey; secret_access_key: string }>('/v1/keys', { method: 'POST', json: key });

export const revokeKey = async (accessKeyId: string) => {
  await request(`/v1/keys/${segment(accessKeyId)}`, { method: 'DELETE' });
};
