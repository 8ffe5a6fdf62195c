import { describe, expect, it } from 'vitest';
import type { Upload } from '../../api/uploads';
import { curlOf } from './curl';
import { noted, overlay } from './overlay';

const upload = (id: string, at: number, more: Partial<Upload> = {}): Upload => ({
  upload_id: id,
  intake: 'door',
  bucket: 'door',
  key: `${id}.jpg`,
  state: 'waiting',
  attempts: 0,
  created_at: `2026-11-22T12:00:0${at}.000Z`,
  updated_at: `2026-11-22T12:00:0${at}.000Z`,
  ...more,
});
const liveOf = (...uploads: Upload[]) => new Map(uploads.map((one) => [one.upload_id, one]));
const all = { filter: {}, more: false, held: new Set<string>() };
const ids = (uploads: Upload[]) => uploads.map(({ upload_id }) => upload_id);

describe('uploads that change', () => {
  it('change in place, and new ones come first', () => {
    const done = upload('a', 1, { state: 'done', updated_at: '2026-11-22T12:00:09.000Z' });
    const list = overlay([upload('b', 2), upload('a', 1)], liveOf(done, upload('c', 3)), all);
    expect(ids(list)).toEqual(['c', 'b', 'a']);
    expect(list[2]?.state).toBe('done');
  });

  it('are not set back by what was told before they were read', () => {
    const read = upload('a', 1, { state: 'done', updated_at: '2026-11-22T12:00:09.000Z' });
    expect(overlay([read], liveOf(upload('a', 1)), all)[0]?.state).toBe('done');
    expect(noted(liveOf(read), upload('a', 1)).get('a')?.state).toBe('done');
  });

  it('leave the list when the filter does not fit them any more', () => {
    const done = upload('a', 1, { state: 'done', updated_at: '2026-11-22T12:00:09.000Z' });
    const filter = { state: 'waiting' as const };
    expect(overlay([upload('a', 1)], liveOf(done), { ...all, filter })).toEqual([]);
  });

  it('wait while somebody reads, or where their page was not read yet', () => {
    const held = new Set(['c']);
    expect(ids(overlay([upload('b', 2)], liveOf(upload('c', 3)), { ...all, held }))).toEqual(['b']);
    expect(ids(overlay([upload('b', 2)], liveOf(upload('a', 1)), { ...all, more: true }))).toEqual(['b']);
  });
});

it('the curl example is one line that a shell takes as it is', () => {
  const line = curlOf('http://127.0.0.1/u?X-Amz-Signature=1&b=2', { 'Content-Type': 'image/jpeg' });
  expect(line).toBe(
    "curl -T photo.jpg -H 'Content-Type: image/jpeg' 'http://127.0.0.1/u?X-Amz-Signature=1&b=2'",
  );
});
