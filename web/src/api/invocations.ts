import { requestJson, segment } from './client';
import { type Paging, pageOptions, pageQuery } from './types';

export type TaskState = 'waiting' | 'done' | 'refused' | 'failed';

/** An event of an upload that a function is given; who waits for an answer leaves none. */
export interface FunctionInvocation {
  id: string;
  function: string;
  bucket?: string;
  key?: string;
  event?: string;
  state: TaskState;
  outcome?: string;
  reason?: string;
  attempts: number;
  created_at: string;
  updated_at: string;
  next_attempt_at?: string;
}

export const listInvocations = (options: Paging & { function?: string; state?: TaskState } = {}) =>
  requestJson<{ invocations: FunctionInvocation[]; next_page_token?: string }>('/v1/functions/invocations', {
    query: { function: options.function, state: options.state, ...pageQuery(options) },
    ...pageOptions(options),
  });

export const retryInvocation = (id: string) =>
  requestJson<FunctionInvocation>(`/v1/functions/invocations/${segment(id)}/retry`, { method: 'POST' });
