import { SseParser } from '../../../api/sse';

export interface LiveMessage {
  /** Counted from 1, in the order in which they came. */
  number: number;
  at: string;
  event: string;
  id: string;
  data: string;
}

/** Reads server-sent events until they end; rejects as the body's reader does. */
export const readLive = async (
  body: ReadableStream<Uint8Array>,
  onMessages: (messages: LiveMessage[]) => void,
): Promise<void> => {
  const parser = new SseParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let count = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const messages = parser.push(decoder.decode(value, { stream: true })).map((message) => {
      count += 1;
      return { ...message, number: count, at: new Date().toISOString() };
    });
    if (messages.length > 0) onMessages(messages);
  }
};
