import { useState } from 'preact/hooks';
import { listEvents } from '../../api/events';
import { plural, t } from '../../i18n';
import { download, toast } from '../../ui';
import { ExportDialog } from '../shared/ExportDialog';
import type { ActorNames } from '../shared/useActors';
import { BYTE_ORDER_MARK, CSV_TYPE, csvHead, csvName, csvRow, ROWS_MAX } from './csv';
import { dayOf } from './days';
import { type Filter, isFiltered, toQuery } from './filter';

interface ExportEventsProps {
  filter: Filter;
  actors: ActorNames;
  onClose: () => void;
}

const PAGE_SIZE = 500;

interface Collected {
  parts: string[];
  rows: number;
  first: string | undefined;
  last: string | undefined;
  cut: boolean;
}

const collect = async (
  filter: Filter,
  actors: ActorNames,
  signal: AbortSignal,
  onRows: (rows: number) => void,
): Promise<Collected> => {
  const found: Collected = {
    parts: [BYTE_ORDER_MARK, csvHead()],
    rows: 0,
    first: undefined,
    last: undefined,
    cut: false,
  };
  let pageToken: string | undefined;
  do {
    const page = await listEvents({ ...toQuery(filter), pageSize: PAGE_SIZE, pageToken, signal });
    const events = page.events.slice(0, ROWS_MAX - found.rows);
    found.parts.push(events.map((event) => csvRow(event, actors(event.actor))).join(''));
    found.rows += events.length;
    found.last ??= events[0]?.at;
    found.first = events.at(-1)?.at ?? found.first;
    pageToken = page.next_page_token;
    onRows(found.rows);
  } while (pageToken !== undefined && found.rows < ROWS_MAX);
  found.cut = pageToken !== undefined;
  return found;
};

const localDay = (at: string | undefined) => at && dayOf(new Date(at));

/** What the filter lets through, as a file that spreadsheets read. */
export const ExportEvents = ({ filter, actors, onClose }: ExportEventsProps) => {
  const [rows, setRows] = useState(0);
  const [cut, setCut] = useState(false);

  const run = async (signal: AbortSignal) => {
    setRows(0);
    const found = await collect(filter, actors, signal, setRows);
    const file = new Blob(found.parts, { type: CSV_TYPE });
    download(file, csvName(filter.from ?? localDay(found.first), filter.to ?? localDay(found.last)));
    toast(plural('activity.exported', found.rows));
    setCut(found.cut);
    return !found.cut;
  };

  return (
    <ExportDialog
      title={t('activity.export')}
      run={run}
      progress={{ share: rows / ROWS_MAX, text: plural('activity.exportRows', rows) }}
      warning={
        cut ? { title: plural('activity.exportCut', ROWS_MAX), text: t('activity.exportCutHint') } : undefined
      }
      onClose={onClose}
    >
      <p>{t(isFiltered(filter) ? 'activity.exportFiltered' : 'activity.exportAll')}</p>
      <p>{plural('activity.exportMax', ROWS_MAX)}</p>
    </ExportDialog>
  );
};
