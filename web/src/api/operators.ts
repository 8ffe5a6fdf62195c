import { request, requestJson, segment } from './client';
import type { Role } from './session';
import { type Paging, pageOptions, pageQuery } from './types';

export interface Operator {
  name: string;
  role: Role;
  access_key_id: string;
  created_at: string;
  has_password: boolean;
}

export interface OperatorLink {
  token: string;
  expires_at: string;
}

const path = (name: string) => `/v1/operators/${segment(name)}`;

export const listOperators = (paging: Paging = {}) =>
  requestJson<{ operators: Operator[]; next_page_token?: string }>('/v1/operators', {
    query: pageQuery(paging),
    ...pageOptions(paging),
  });

export const inviteOperator = (name: string, role: Role) =>
  requestJson<{ operator: Operator } & OperatorLink>('/v1/operators', {
    method: 'POST',
    json: { name, role },
  });

export const renewOperatorLink = (name: string) =>
  requestJson<OperatorLink>(`${path(name)}/link`, { method: 'POST' });

export const removeOperator = async (name: string) => {
  await request(path(name), { method: 'DELETE' });
};
