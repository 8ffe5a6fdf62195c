import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { streamEvents } from '../../api/events';
import { listUploads, type Upload, type UploadFilter } from '../../api/uploads';
import { type Paged, usePaged } from '../../data';
import { can } from '../../session';
import { matches, noted, overlay } from './overlay';

const PAGE_SIZE = 100;

export interface Uploads {
  uploads: readonly Upload[];
  page: Paged<Upload>;
  live: boolean;
  /** How many came while somebody was reading further down. */
  waiting: number;
  showWaiting: () => void;
  latest: (id: string) => Upload | undefined;
  /** What a request answered of one. */
  note: (upload: Upload) => void;
}

/** The list as it changes. The stream begins with the page; what it tells lies over what is read. */
export const useUploads = (filter: UploadFilter, holding: boolean): Uploads => {
  const [live, setLive] = useState<ReadonlyMap<string, Upload>>(new Map());
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set());
  const [connected, setConnected] = useState(false);

  const page = usePaged(
    async (pageToken, signal) => {
      const answer = await listUploads({ ...filter, pageSize: PAGE_SIZE, pageToken, signal });
      return { items: answer.uploads, next: answer.next_page_token };
    },
    [filter.state, filter.intake, filter.bucket],
  );

  const now = useRef({ holding, items: page.items, live });
  now.current = { holding, items: page.items, live };
  const note = (upload: Upload) => {
    const { holding: isHeld, items, live: known } = now.current;
    const isNew =
      !known.has(upload.upload_id) && !items.some(({ upload_id }) => upload_id === upload.upload_id);
    if (isHeld && isNew) setHeld((before) => new Set(before).add(upload.upload_id));
    setLive((before) => noted(before, upload));
  };

  useEffect(() => {
    if (!can('stream_events')) return undefined;
    const abort = new AbortController();
    streamEvents({
      types: ['upload'],
      signal: abort.signal,
      onState: setConnected,
      onMessage: (message) => {
        if (message.type === 'upload') note(message.upload);
      },
    }).catch(() => setConnected(false));
    return () => abort.abort();
  }, []);

  const showWaiting = () => setHeld(new Set());
  useEffect(() => {
    if (!holding) showWaiting();
  }, [holding]);

  const uploads = useMemo(
    () => overlay(page.items, live, { filter, more: page.more, held }),
    [page.items, page.more, live, held, filter.state, filter.intake, filter.bucket],
  );
  const waiting = [...held].filter((id) => {
    const upload = live.get(id);
    return upload && matches(upload, filter);
  }).length;
  const latest = (id: string) => live.get(id) ?? page.items.find(({ upload_id }) => upload_id === id);
  return { uploads, page, live: connected, waiting, showWaiting, latest, note };
};
