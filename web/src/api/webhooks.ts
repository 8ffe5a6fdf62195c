import { request, requestJson, segment } from './client';
import type { TaskState } from './invocations';
import { type Origin, type Paging, pageOptions, pageQuery } from './types';

export const WEBHOOK_EVENTS = [
  'registered',
  'match',
  'no_match',
  'no_face',
  'several_faces',
  'low_quality',
  'refused',
  'failed',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export interface WebhookSettings {
  url: string;
  /** Absent or empty: all. */
  events?: WebhookEvent[];
  intakes?: string[];
  timeout_s?: number;
}

export interface Webhook extends WebhookSettings {
  name: string;
  origin: Origin;
}

export interface Delivery {
  id: string;
  webhook: string;
  type: string;
  upload_id?: string;
  intake?: string;
  bucket?: string;
  key?: string;
  state: TaskState;
  outcome?: string;
  reason?: string;
  attempts: number;
  created_at: string;
  updated_at: string;
  next_attempt_at?: string;
}

const PATH = '/v1/webhooks';

export const listWebhooks = async (signal?: AbortSignal): Promise<Webhook[]> =>
  (await requestJson<{ webhooks: Webhook[] }>(PATH, { signal })).webhooks;

/** The secret stands in this answer and in no other. */
export const createWebhook = (name: string, settings: WebhookSettings) =>
  requestJson<Webhook & { secret: string }>(PATH, {
    method: 'POST',
    json: { name, ...settings },
  });

export const replaceWebhook = (name: string, settings: WebhookSettings) =>
  requestJson<unknown>(`${PATH}/${segment(name)}`, { method: 'PUT', json: settings });

export const deleteWebhook = async (name: string) => {
  await request(`${PATH}/${segment(name)}`, { method: 'DELETE' });
};

export const testWebhook = async (name: string) => {
  await request(`${PATH}/${segment(name)}/test`, { method: 'POST' });
};

export const listDeliveries = (options: Paging & { webhook?: string; state?: TaskState } = {}) =>
  requestJson<{ deliveries: Delivery[]; next_page_token?: string }>(`${PATH}/deliveries`, {
    query: { webhook: options.webhook, state: options.state, ...pageQuery(options) },
    ...pageOptions(options),
  });

export const retryDelivery = (id: string) =>
  requestJson<Delivery>(`${PATH}/deliveries/${segment(id)}/retry`, { method: 'POST' });
