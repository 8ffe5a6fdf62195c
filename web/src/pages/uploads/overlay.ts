import type { Upload, UploadFilter } from '../../api/uploads';

export const matches = (upload: Upload, filter: UploadFilter): boolean =>
  (!filter.state || upload.state === filter.state) &&
  (!filter.intake || upload.intake === filter.intake) &&
  (!filter.bucket || upload.bucket === filter.bucket);

const isNewer = (a: Upload, b: Upload) => a.updated_at >= b.updated_at;

/** By when they came, newest first, as the server lists them. */
const byAge = (a: Upload, b: Upload) =>
  b.created_at === a.created_at
    ? b.upload_id.localeCompare(a.upload_id)
    : b.created_at.localeCompare(a.created_at);

/** The latest that is known of each upload. */
export const noted = (live: ReadonlyMap<string, Upload>, upload: Upload): Map<string, Upload> => {
  const before = live.get(upload.upload_id);
  const next = new Map(live);
  if (!before || isNewer(upload, before)) next.set(upload.upload_id, upload);
  return next;
};

interface OverlayOptions {
  filter: UploadFilter;
  /** There are further pages: what is older than the last row stands there. */
  more: boolean;
  /** Rows that came while somebody was reading further down. */
  held: ReadonlySet<string>;
}

/** The pages that were read, with what has happened since: rows change in place, new ones come first. */
export const overlay = (
  paged: readonly Upload[],
  live: ReadonlyMap<string, Upload>,
  { filter, more, held }: OverlayOptions,
): Upload[] => {
  const there = new Set(paged.map(({ upload_id }) => upload_id));
  const oldest = more ? (paged.at(-1)?.created_at ?? '') : '';
  const added = [...live.values()].filter(
    (upload) => !there.has(upload.upload_id) && !held.has(upload.upload_id) && upload.created_at >= oldest,
  );
  const changed = paged.map((upload) => {
    const latest = live.get(upload.upload_id);
    return latest && isNewer(latest, upload) ? latest : upload;
  });
  return [...added, ...changed].filter((upload) => matches(upload, filter)).sort(byAge);
};
