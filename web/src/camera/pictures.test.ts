import { describe, expect, it } from 'vitest';
import { cropOf } from './crop';
import { sizeWithin, visibleRegion } from './frames';
import { faultOf } from './media';
import { isHeic, isPicture } from './picture';

describe('sizes', () => {
  it('shrink to the longer side and never grow', () => {
    expect(sizeWithin({ width: 4000, height: 3000 }, 2048)).toEqual({ width: 2048, height: 1536 });
    expect(sizeWithin({ width: 3000, height: 4000 }, 640)).toEqual({ width: 480, height: 640 });
    expect(sizeWithin({ width: 300, height: 200 }, 640)).toEqual({ width: 300, height: 200 });
    expect(sizeWithin({ width: 10_000, height: 2 }, 100)).toEqual({ width: 100, height: 1 });
  });
});

describe('what is seen of a picture that covers its place', () => {
  it('is all of it where the shapes agree', () => {
    expect(visibleRegion({ width: 640, height: 480 }, { width: 320, height: 240 })).toEqual({
      x: 0,
      y: 0,
      width: 640,
      height: 480,
    });
  });

  it('is the middle of a wide picture in a high place, and the other way round', () => {
    expect(visibleRegion({ width: 1280, height: 720 }, { width: 300, height: 400 })).toEqual({
      x: 370,
      y: 0,
      width: 540,
      height: 720,
    });
    expect(visibleRegion({ width: 480, height: 640 }, { width: 400, height: 300 })).toEqual({
      x: 0,
      y: 140,
      width: 480,
      height: 360,
    });
  });
});

describe('a square round a face', () => {
  const side = (crop: { width: number }) => 1 / crop.width;

  it('has the face in its middle', () => {
    const crop = cropOf(1000, 500, { left: 0.45, top: 0.4, width: 0.1, height: 0.2 });
    expect(side(crop)).toBeCloseTo(0.19);
    expect(crop.left + 0.5 * crop.width).toBeCloseTo(0.5);
    expect(crop.top + 0.5 * crop.height).toBeCloseTo(0.5);
  });

  it('stays within the picture', () => {
    const crop = cropOf(1000, 500, { left: 0, top: 0, width: 0.2, height: 0.4 });
    expect(crop.left).toBeCloseTo(0);
    expect(crop.top).toBeCloseTo(0);
  });

  it('is the middle of a picture without a face', () => {
    expect(cropOf(400, 200, undefined)).toEqual({ left: -0.5, top: -0, width: 2, height: 1 });
  });
});

describe('faults of a camera', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'none'],
    ['OverconstrainedError', 'none'],
    ['NotReadableError', 'busy'],
    ['SomethingNew', 'failed'],
  ])('%s', (name, fault) => {
    expect(faultOf(new DOMException('', name))).toBe(fault);
  });

  it('may be anything', () => {
    expect(faultOf('no')).toBe('failed');
  });
});

describe('HEIC', () => {
  const start = (brand: string) => new TextEncoder().encode(`\0\0\0\u0018ftyp${brand}`);

  it('is told from other files by its bytes, whatever its name says', () => {
    const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
    for (const start of ['\xff\xd8\xff\xe0', '\x89PNG\r\n\x1a\n', 'RIFF\x00\n\x00\x00WEBP'])
      expect(isPicture(bytes(start))).toBe(true);
    for (const start of ['%PDF-1.7', 'GIF89a', 'RIFF\x00\x00\x00\x00WAVE', '', '<svg'])
      expect(isPicture(bytes(start))).toBe(false);
  });

  it('is known by its bytes', () => {
    expect(isHeic(start('heic'))).toBe(true);
    expect(isHeic(start('mif1'))).toBe(true);
    expect(isHeic(start('avif'))).toBe(false);
    expect(isHeic(new Uint8Array([0xff, 0xd8, 0xff]))).toBe(false);
  });
});
