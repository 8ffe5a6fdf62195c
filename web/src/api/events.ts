import { request, requestJson } from './client';
import { isAbort } from './errors';
import { pause } from './gate';
import { SseParser } from './sse';
import { type Paging, pageOptions, pageQuery } from './types';
import type { Upload } from './uploads';

/** A line of the audit log. */
export interface AuditEvent {
  id: string;
  at: string;
  actor: string;
  action: string;
  collection?: string;
  person_id?: string;
  access_key_id?: string;
  bucket?: string;
  table?: string;
  intake?: string;
  outcome: string;
  similarity?: number;
}

export type StreamMessage = { type: 'audit'; event: AuditEvent } | { type: 'upload'; upload: Upload };

export interface EventQuery {
  collection?: string | undefined;
  personId?: string | undefined;
  actions?: readonly string[];
  outcomes?: readonly string[];
  /** RFC 3339; the first is included, the second is not. */
  from?: string | undefined;
  to?: string | undefined;
}

export interface EventsPage {
  events: AuditEvent[];
  next_page_token?: string;
}

/** A page may have few events or none and still not be the last: the server looks back only so far at a time. */
export const listEvents = (options: Paging & EventQuery = {}) =>
  requestJson<EventsPage>('/v1/events', {
    query: {
      collection: options.collection,
      person_id: options.personId,
      action: options.actions?.join(','),
      outcome: options.outcomes?.join(','),
      from: options.from,
      to: options.to,
      ...pageQuery(options),
    },
    ...pageOptions(options),
  });

/** How often something came out so within an hour, which begins at `hour`. */
export interface EventCount {
  hour: string;
  action: string;
  outcome: string;
  count: number;
}

export const countEvents = async (
  range: { from: string; to: string; collection?: string | undefined },
  signal?: AbortSignal,
) =>
  (
    await requestJson<{ counts: EventCount[] }>('/v1/events/counts', {
      query: { ...range },
      signal,
      background: true,
    })
  ).counts;

export interface StreamOptions {
  types?: ('audit' | 'upload')[];
  collection?: string;
  signal: AbortSignal;
  onMessage: (message: StreamMessage) => void;
  /** Whether the stream is connected, each time that this changes. */
  onState?: (connected: boolean) => void;
}

/** The server says something every 15 s; a stream that is silent for twice that time is dead. */
const SILENCE_MAX_MS = 30_000;
const RECONNECT_MS = 2000;
const RECONNECT_MAX_MS = 30_000;

const toMessage = (event: string, data: string): StreamMessage | undefined => {
  if (event === 'audit') return { type: 'audit', event: JSON.parse(data) as AuditEvent };
  if (event === 'upload') return { type: 'upload', upload: JSON.parse(data) as Upload };
  return undefined;
};

const readBody = async (
  body: ReadableStream<Uint8Array>,
  parser: SseParser,
  onMessage: StreamOptions['onMessage'],
  silence: AbortController,
): Promise<void> => {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MAX_MS);
      const { done, value } = await reader.read();
      if (done) return;
      for (const { event, data } of parser.push(decoder.decode(value, { stream: true }))) {
        const message = toMessage(event, data);
        if (message) onMessage(message);
      }
    }
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Reads the live events until the signal aborts, coming back after the last one by itself. Rejects only where the
 * server refuses for good (a role that may not, a wrong collection).
 */
export const streamEvents = async (options: StreamOptions): Promise<void> => {
  const { signal, onMessage, onState } = options;
  let lastId = '';
  let wait = RECONNECT_MS;
  while (!signal.aborted) {
    const parser = new SseParser();
    parser.lastId = lastId;
    const silence = new AbortController();
    try {
      const response = await request('/v1/events/stream', {
        query: { types: options.types?.join(','), collection: options.collection },
        headers: { Accept: 'text/event-stream', ...(lastId ? { 'Last-Event-ID': lastId } : {}) },
        signal: AbortSignal.any([signal, silence.signal]),
        background: true,
        timeoutMs: 0,
      });
      onState?.(true);
      wait = RECONNECT_MS;
      if (response.body) await readBody(response.body, parser, onMessage, silence);
    } catch (error) {
      if (signal.aborted) return;
      const status =
        isAbort(error) || !(error instanceof Error) ? 0 : ((error as { status?: number }).status ?? 0);
      if (status >= 400 && status < 500 && status !== 429) throw error;
    }
    onState?.(false);
    lastId = parser.lastId;
    try {
      await pause(Math.max(parser.retryMs ?? 0, wait), signal);
    } catch {
      return;
    }
    wait = Math.min(wait * 2, RECONNECT_MAX_MS);
  }
};
