export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
export const IMAGES_MAX = 10;
const IMAGE_BYTES_MAX = 15 * 1024 * 1024;

interface PhotosFault {
  kind: 'tooMany' | 'tooLarge' | 'wrongType';
  name: string;
  max: number;
}

/** What the server would refuse for sure, said before anything is sent. */
export const photosFault = (files: readonly File[]): PhotosFault | undefined => {
  if (files.length > IMAGES_MAX) return { kind: 'tooMany', name: '', max: IMAGES_MAX };
  for (const { name, type, size } of files) {
    if (!(IMAGE_TYPES as readonly string[]).includes(type)) return { kind: 'wrongType', name, max: 0 };
    if (size > IMAGE_BYTES_MAX) return { kind: 'tooLarge', name, max: IMAGE_BYTES_MAX / 1024 / 1024 };
  }
  return undefined;
};

/** The server names the picture that made a request fail by its place in the form: "Picture 2 ...". 0: it does not. */
export const pictureNumber = (detail: string): number => Number(/^Picture (\d+)\b/.exec(detail)?.[1] ?? 0);
