import { useEffect, useRef, useState } from 'preact/hooks';
import { type Detection, detect } from '../../api/detect';
import { type ApiError, asApiError } from '../../api/errors';
import { pause } from '../../api/gate';
import { PictureError, type PictureFault, prepare } from '../../camera';
import { IMAGES_MAX } from '../people/photos';

export interface TakenPhoto {
  key: number;
  source: 'camera' | 'file';
  blob: Blob;
  /** What the server says of it; it may not have said anything yet, or not be able to. */
  check: 'waiting' | 'unknown' | Detection;
  /** Why the registration was refused for its sake. */
  problem: ApiError | undefined;
}

/** A file that became no photo, and why. */
export interface FileFault {
  name: string;
  fault: PictureFault | 'too_many' | 'double';
}

const CHECK_TRIES = 4;

const checked = async (blob: Blob, signal: AbortSignal): Promise<TakenPhoto['check']> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await detect(blob, { signal });
    } catch (caught) {
      signal.throwIfAborted();
      const error = asApiError(caught);
      if (tries >= CHECK_TRIES || error.status !== 429) return 'unknown';
      await pause((error.retryAfter ?? 1) * 1000, signal);
    }
  }
};

const sameBytes = async (a: Blob, b: Blob): Promise<boolean> => {
  if (a.size !== b.size) return false;
  const [one, other] = (await Promise.all([a.arrayBuffer(), b.arrayBuffer()])).map(
    (buffer) => new Uint8Array(buffer),
  );
  return one?.every((byte, index) => byte === other?.[index]) ?? false;
};

export const isUsable = ({ check, problem }: TakenPhoto): boolean =>
  !problem && (typeof check === 'string' || check.verdict === 'ok');

/** The photos of one person who is being registered, each judged by the server as soon as it is there. */
export const usePhotos = () => {
  const [photos, setPhotos] = useState<readonly TakenPhoto[]>([]);
  const [faults, setFaults] = useState<readonly FileFault[]>([]);
  const latest = useRef(photos);
  latest.current = photos;
  const lastKey = useRef(0);
  const abort = useRef(new AbortController());
  /** One picture after the other: ten at once would fill the server's queue. */
  const queue = useRef<Promise<void>>(Promise.resolve());

  useEffect(() => () => abort.current.abort(), []);

  const replace = (next: readonly TakenPhoto[]) => {
    latest.current = next;
    setPhotos(next);
  };
  const change = (key: number, by: Partial<TakenPhoto>) =>
    replace(latest.current.map((photo) => (photo.key === key ? { ...photo, ...by } : photo)));

  /** The new photo's key, or why it was not taken. */
  const add = async (blob: Blob, source: TakenPhoto['source']): Promise<number | 'too_many' | 'double'> => {
    for (const photo of latest.current) if (await sameBytes(photo.blob, blob)) return 'double';
    if (latest.current.length >= IMAGES_MAX) return 'too_many';
    lastKey.current += 1;
    const key = lastKey.current;
    const { signal } = abort.current;
    replace([...latest.current, { key, source, blob, check: 'waiting', problem: undefined }]);
    queue.current = queue.current.then(async () => {
      if (signal.aborted || !latest.current.some((photo) => photo.key === key)) return;
      const check = await checked(blob, signal).catch(() => undefined);
      if (check && !signal.aborted) change(key, { check });
    });
    return key;
  };

  const addFiles = async (files: readonly File[]) => {
    const found: FileFault[] = [];
    setFaults([]);
    for (const file of files) {
      try {
        const added = await add(await prepare(file), 'file');
        if (typeof added === 'string') found.push({ name: file.name, fault: added });
      } catch (error) {
        found.push({ name: file.name, fault: error instanceof PictureError ? error.fault : 'unreadable' });
      }
    }
    setFaults(found);
  };

  const remove = (key: number) => replace(latest.current.filter((photo) => photo.key !== key));
  const blame = (key: number, problem: ApiError) => change(key, { problem });
  const forgive = () => replace(latest.current.map((photo) => ({ ...photo, problem: undefined })));
  const clear = () => {
    abort.current.abort();
    abort.current = new AbortController();
    setFaults([]);
    replace([]);
  };

  return { photos, faults, add, addFiles, remove, blame, forgive, clear };
};

export type Photos = ReturnType<typeof usePhotos>;
