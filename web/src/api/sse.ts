export interface SseMessage {
  event: string;
  data: string;
  id: string;
}

/**
 * The parser of server-sent events (HTML, 9.2.6): fed with text as it comes, gives back the messages that it
 * completed. `lastId` is the place that was reached, also by messages without data.
 */
export class SseParser {
  lastId = '';
  retryMs: number | undefined;
  #rest = '';
  #event = '';
  #data: string[] = [];
  #started = false;

  push(text: string): SseMessage[] {
    const messages: SseMessage[] = [];
    let source = this.#rest + text;
    if (!this.#started && source !== '') {
      this.#started = true;
      if (source.startsWith('\uFEFF')) source = source.slice(1);
    }
    let at = 0;
    for (;;) {
      const end = source.slice(at).search(/[\r\n]/);
      if (end < 0) break;
      const line = source.slice(at, at + end);
      const next = at + end + 1;
      // A CR at the end of what came may be half of a CRLF.
      if (source[at + end] === '\r' && next === source.length) break;
      at = source[at + end] === '\r' && source[next] === '\n' ? next + 1 : next;
      const message = this.#line(line);
      if (message) messages.push(message);
    }
    this.#rest = source.slice(at);
    return messages;
  }

  #line(line: string): SseMessage | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.lastId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  #dispatch(): SseMessage | undefined {
    const data = this.#data.join('\n');
    const event = this.#event || 'message';
    this.#data = [];
    this.#event = '';
    return data === '' ? undefined : { event, data, id: this.lastId };
  }
}
