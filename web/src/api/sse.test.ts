import { describe, expect, it } from 'vitest';
import { SseParser } from './sse';

const parse = (...chunks: string[]) => {
  const parser = new SseParser();
  return { parser, messages: chunks.flatMap((chunk) => parser.push(chunk)) };
};

describe('server-sent events', () => {
  it('are told with event, data and id', () => {
    const { messages, parser } = parse('retry: 2000\nid: 41-7\n\nevent: audit\nid: 42-7\ndata: {"a":1}\n\n');
    expect(messages).toEqual([{ event: 'audit', data: '{"a":1}', id: '42-7' }]);
    expect(parser.retryMs).toBe(2000);
  });

  it('may come in pieces cut anywhere', () => {
    const text = 'event: audit\r\nid: 1\r\ndata: one\r\ndata: two\r\n\r\ndata: three\r\n\r\n';
    const whole = parse(text).messages;
    expect(whole).toEqual([
      { event: 'audit', data: 'one\ntwo', id: '1' },
      { event: 'message', data: 'three', id: '1' },
    ]);
    for (let cut = 1; cut < text.length; cut += 1) {
      expect(parse(text.slice(0, cut), text.slice(cut)).messages).toEqual(whole);
    }
    expect(parse(...text).messages).toEqual(whole);
  });

  it('without data are passed over, but their place counts', () => {
    const { messages, parser } = parse(': heartbeat\nid: 9\n\n');
    expect(messages).toEqual([]);
    expect(parser.lastId).toBe('9');
  });

  it('are not told before their end', () => {
    expect(parse('data: half').messages).toEqual([]);
    expect(parse('data: half\n').messages).toEqual([]);
  });

  it('lose one blank after the colon and no more', () => {
    expect(parse('data:  two\n\n').messages[0]?.data).toBe(' two');
    expect(parse('data:none\n\n').messages[0]?.data).toBe('none');
  });
});
