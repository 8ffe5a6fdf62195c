import { requestJson, segment } from './client';
import { type Paging, pageOptions, pageQuery } from './types';

export type TaskState = 'waiting' | 'done' | 'refused' | 'failed';

/** Something that the server does by itself until it comes off or is given up. */
interface Task {
  id: string;
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

/** What became of an upload, told to a webhook; or a subscription that was confirmed. */
export interface Delivery extends Task {
  webhook: string;
  type: string;
  upload_id?: string;
  intake?: string;
}

export interface Invocation extends Task {
  function: string;
}

interface TaskQuery extends Paging {
  state?: TaskState | undefined;
}

export const listDeliveries = (options: TaskQuery = {}) =>
  requestJson<{ deliveries: Delivery[]; next_page_token?: string }>('/v1/webhooks/deliveries', {
    query: { state: options.state, ...pageQuery(options) },
    ...pageOptions(options),
  });

export const retryDelivery = (id: string) =>
  requestJson<Delivery>(`/v1/webhooks/deliveries/${segment(id)}/retry`, { method: 'POST' });

export const listInvocations = (options: TaskQuery = {}) =>
  requestJson<{ invocations: Invocation[]; next_page_token?: string }>('/v1/functions/invocations', {
    query: { state: options.state, ...pageQuery(options) },
    ...pageOptions(options),
  });

export const retryInvocation = (id: string) =>
  requestJson<Invocation>(`/v1/functions/invocations/${segment(id)}/retry`, { method: 'POST' });
