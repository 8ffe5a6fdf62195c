import { useEffect, useRef, useState } from 'preact/hooks';
import {
  describeTable,
  getItems,
  type Item,
  listTables,
  scanFor,
  scanTable,
  type Table,
} from '../../../api/aws/dynamodb';
import { listBuckets } from '../../../api/aws/s3';
import { type ApiError, asApiError } from '../../../api/errors';
import { useResource } from '../../../data';
import { can } from '../../../session';
import {
  attributesOf,
  guessKey,
  guessName,
  guessPicture,
  type ItemChoice,
  isWholeKey,
  looksLikeFaceTable,
} from './items';

const SAMPLE = 50;
const BATCH = 100;
/** Megabytes of a table that are read to find items by an attribute that is not its key. */
const SCAN_PAGES_MAX = 30;
const LOOKED_INTO_MAX = 30;
const GUESSED_BY = 25;

const lookUp = async (
  table: Table,
  attribute: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Item[]> => {
  const name = table.TableName;
  if (isWholeKey(table, attribute)) {
    return getItems(
      name,
      ids.map((id) => ({ [attribute]: { S: id } })),
      { signal },
    );
  }
  const items: Item[] = [];
  let startKey: Item | undefined;
  for (let page = 0; page < SCAN_PAGES_MAX; page += 1) {
    const found = await scanFor(name, attribute, ids, startKey, { signal });
    items.push(...found.Items);
    startKey = found.LastEvaluatedKey;
    if (!startKey || items.length >= ids.length) break;
  }
  return items;
};

/** The table that has items of these faces, so that most need not choose; else the first that is kept by face ids. */
const guessTable = async (
  names: readonly string[],
  faceIds: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> => {
  let first: string | undefined;
  for (const name of names.slice(0, LOOKED_INTO_MAX)) {
    const table = await describeTable(name, { signal });
    const key = guessKey(table, []);
    if (!looksLikeFaceTable(table) || !key) continue;
    first ??= name;
    if (isWholeKey(table, key) && (await lookUp(table, key, faceIds, signal)).length > 0) return name;
  }
  return first;
};

export const useTables = (faceIds: readonly string[]) => {
  const some = faceIds.slice(0, GUESSED_BY);
  return useResource(
    async (signal) => {
      const names = can('Scan') && some.length > 0 ? await listTables({ signal }) : [];
      return { names, guess: await guessTable(names, some, signal) };
    },
    // Faces that come later or go do not change the table.
    [some.length > 0],
  );
};

export interface KnownTable {
  table: Table;
  attributes: string[];
  key: string | undefined;
  name: string | undefined;
  picture: string | undefined;
  buckets: string[];
}

/** What the table's attributes are, and what each is taken for. */
export const useKnownTable = (choice: ItemChoice) => {
  const read = useResource(
    async (signal) => {
      if (!choice.table) return undefined;
      const [table, sample, buckets] = await Promise.all([
        describeTable(choice.table, { signal }),
        scanTable(choice.table, { limit: SAMPLE }, { signal }),
        can('ListBuckets') ? listBuckets(signal) : [],
      ]);
      return { table, items: sample.Items, buckets: buckets.map((bucket) => bucket.name) };
    },
    [choice.table],
  );
  const { data } = read;
  const known: KnownTable | undefined = data && {
    table: data.table,
    attributes: attributesOf(data.table, data.items),
    key: choice.key ?? guessKey(data.table, data.items),
    name: choice.name ?? guessName(data.items),
    picture: choice.picture ?? guessPicture(data.items, data.buckets),
    buckets: data.buckets,
  };
  return { known, error: read.error };
};

interface FoundItems {
  of: (faceId: string) => Item | undefined;
  busy: boolean;
  error: ApiError | undefined;
}

/** The table's item for each face, as far as there is one; only new faces are asked for. */
export const useItems = (known: KnownTable | undefined, faceIds: readonly string[]): FoundItems => {
  const source = known?.key ? `${known.table.TableName}\n${known.key}` : '';
  const cache = useRef({ source: '', items: new Map<string, Item | null>() });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [, redraw] = useState(0);

  useEffect(() => {
    if (cache.current.source !== source) cache.current = { source, items: new Map() };
    const { items } = cache.current;
    const missing = faceIds.filter((id) => !items.has(id));
    const table = known?.table;
    const key = known?.key;
    setError(undefined);
    if (!table || !key || missing.length === 0) return undefined;
    const abort = new AbortController();
    const read = async () => {
      setBusy(true);
      for (let at = 0; at < missing.length; at += BATCH) {
        const batch = missing.slice(at, at + BATCH);
        for (const item of await lookUp(table, key, batch, abort.signal)) {
          const value = item[key];
          if (value && 'S' in value) items.set(value.S, item);
        }
        for (const id of batch) if (!items.has(id)) items.set(id, null);
        redraw((before) => before + 1);
      }
      setBusy(false);
    };
    read().catch((caught) => {
      if (abort.signal.aborted) return;
      setBusy(false);
      setError(asApiError(caught));
    });
    return () => abort.abort();
  }, [source, faceIds.join()]);

  return {
    of: (id) => (cache.current.source === source ? (cache.current.items.get(id) ?? undefined) : undefined),
    busy,
    error,
  };
};
