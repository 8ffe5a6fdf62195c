import { draw, type Size, sizeWithin, toJpeg } from './frames';

/** Why a chosen file is no picture for us. */
export type PictureFault = 'heic' | 'unreadable' | 'not_picture' | 'too_small';

export class PictureError extends Error {
  readonly fault: PictureFault;
  constructor(fault: PictureFault) {
    super(fault);
    this.name = 'PictureError';
    this.fault = fault;
  }
}

/** Larger ones are made smaller: a face loses nothing by it, and a phone's picture is sent in a tenth of the time. */
const SIDE_MAX = 2048;
const BYTES_AS_IS = 3_000_000;
const SIDE_MIN = 80;
const AS_IS = new Set(['image/jpeg', 'image/png', 'image/webp']);
const QUALITY = 0.92;

const BRANDS = ['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1'];

/** By the bytes: names and types of such files are not reliable. */
export const isHeic = (start: Uint8Array): boolean => {
  const text = String.fromCharCode(...start.subarray(4, 12));
  return text.startsWith('ftyp') && BRANDS.includes(text.slice(4));
};

const SIGNATURES = ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n'];

/** A JPEG, PNG or WebP, by the bytes likewise: one that cannot be decoded all the same is damaged. */
export const isPicture = (start: Uint8Array): boolean => {
  const text = String.fromCharCode(...start);
  return SIGNATURES.some((one) => text.startsWith(one)) || /^RIFF[\s\S]{4}WEBP/.test(text);
};

type Decoded = Size & { source: CanvasImageSource; close: () => void };

/** Both ways turn the picture upright as its EXIF data say; the second one knows more formats in some browsers. */
const decode = async (file: Blob): Promise<Decoded> => {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    return { source: bitmap, width: bitmap.width, height: bitmap.height, close: () => bitmap.close() };
  } catch {
    const url = URL.createObjectURL(file);
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch (error) {
      URL.revokeObjectURL(url);
      throw error;
    }
    return {
      source: image,
      width: image.naturalWidth,
      height: image.naturalHeight,
      close: () => URL.revokeObjectURL(url),
    };
  }
};

/** A file as it is sent: as it is where it is small, else upright and at most 2048 pixels long. */
export const prepare = async (file: File): Promise<Blob> => {
  let decoded: Decoded;
  try {
    decoded = await decode(file);
  } catch {
    const start = new Uint8Array(await file.slice(0, 12).arrayBuffer());
    if (isHeic(start)) throw new PictureError('heic');
    throw new PictureError(isPicture(start) ? 'unreadable' : 'not_picture');
  }
  try {
    const { source, width, height } = decoded;
    if (Math.min(width, height) < SIDE_MIN) throw new PictureError('too_small');
    const small = Math.max(width, height) <= SIDE_MAX && file.size <= BYTES_AS_IS;
    if (small && AS_IS.has(file.type)) return file;
    return await toJpeg(draw(source, { x: 0, y: 0, width, height }, sizeWithin(decoded, SIDE_MAX)), QUALITY);
  } finally {
    decoded.close();
  }
};
