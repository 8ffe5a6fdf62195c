import { DELETE_MAX, type DeleteFailure, deleteObjects, listObjects } from '../../../api/aws/s3';
import { ApiError } from '../../../api/errors';

/** What is to go: objects by their keys, and everything below some prefixes. */
export interface Doomed {
  keys: readonly string[];
  prefixes: readonly string[];
}

const refusal = (failure: DeleteFailure) =>
  new ApiError({
    status: 403,
    code: failure.code === 'AccessDenied' ? 'access_denied' : 'internal',
    nativeCode: failure.code,
    detail: `${failure.key}: ${failure.message}`,
  });

const deleteBatch = async (bucket: string, keys: readonly string[], signal: AbortSignal) => {
  const [failure] = await deleteObjects(bucket, keys, signal);
  if (failure) throw refusal(failure);
};

/** Deletes in batches and says after each how many are gone; the first failure ends it. */
export const deleteAll = async (
  bucket: string,
  doomed: Doomed,
  onProgress: (deleted: number) => void,
  signal: AbortSignal,
): Promise<number> => {
  let deleted = 0;
  const gone = (count: number) => {
    deleted += count;
    onProgress(deleted);
  };
  for (let at = 0; at < doomed.keys.length; at += DELETE_MAX) {
    const batch = doomed.keys.slice(at, at + DELETE_MAX);
    await deleteBatch(bucket, batch, signal);
    gone(batch.length);
  }
  for (const prefix of doomed.prefixes) {
    for (;;) {
      // What was deleted is no longer listed, so the first page is always the next one.
      const { objects } = await listObjects(bucket, { prefix, flat: true, pageSize: DELETE_MAX, signal });
      if (objects.length === 0) break;
      await deleteBatch(
        bucket,
        objects.map((object) => object.key),
        signal,
      );
      gone(objects.length);
    }
  }
  return deleted;
};
