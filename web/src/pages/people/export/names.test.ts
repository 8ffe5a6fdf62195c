import { describe, expect, it } from 'vitest';
import { archiveName, photoName, safePart } from './names';

const AT = new Date('2026-11-23T01:02:03Z');
const bytes = (text: string) => new TextEncoder().encode(text).length;

describe('the name of an archive', () => {
  it('keeps names of any script', () => {
    expect(archiveName({ name: 'Ann Ø', id: 'ann' }, AT)).toBe('mien_Ann-Ø_ann_2026-11-23.zip');
    expect(archiveName({ name: 'Жанна 山田太郎', id: 'j-1' }, AT)).toBe(
      'mien_Жанна-山田太郎_j-1_2026-11-23.zip',
    );
    expect(archiveName({ name: 'محمد بن سلمان', id: 'm' }, AT)).toBe('mien_محمد-بن-سلمان_m_2026-11-23.zip');
  });

  it('has nothing in it that a file system takes for a path or a browser for an escape', () => {
    expect(safePart('../../etc/passwd')).toBe('etc-passwd');
    expect(safePart('C:\\x|y?*"<img src=x>%2e#~')).toBe('C-x-y-img-src=x-2e');
    expect(safePart('a\u0000b\u202egnp.exe\u2066')).toBe('a-b-gnp.exe');
    expect(safePart('.hidden.')).toBe('hidden');
    expect(archiveName({ name: '///', id: 'a:b' }, AT)).toBe('mien_a-b_2026-11-23.zip');
  });

  it('is one name, however a letter is written', () => {
    expect(safePart('Zoe\u0308')).toBe('Zo\u00eb');
  });

  it('ends between characters as people see them, and stays within what file systems allow', () => {
    const family = '👩🏽‍🦰';
    expect(safePart(family.repeat(20)).length % family.length).toBe(0);
    expect(bytes(safePart(family.repeat(20)))).toBeLessThanOrEqual(80);
    expect(bytes(archiveName({ name: '山'.repeat(340), id: 'x'.repeat(128) }, AT))).toBeLessThanOrEqual(255);
  });
});

describe('the names of photos', () => {
  const face = {
    face_id: 'f-1',
    image_id: 'i-1',
    box: { left: 0, top: 0, width: 1, height: 1 },
    confidence: 99,
    created_at: '2026-11-22T21:00:00.000Z',
  };

  it('follow the order of the faces', () => {
    expect(photoName(face, 0, 'picture', 'image/jpeg')).toBe('photos/001_2026-11-22_f-1.jpg');
    expect(photoName(face, 99, 'face', 'image/jpeg')).toBe('photos/100_2026-11-22_f-1_face.jpg');
    expect(photoName(face, 0, 'picture', 'image/webp')).toBe('photos/001_2026-11-22_f-1.webp');
  });
});
