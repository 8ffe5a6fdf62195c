import { useState } from 'preact/hooks';
import { listObjects, type S3Entry } from '../../../api/aws/s3';
import { listIntakes } from '../../../api/intakes';
import { SYSTEM_BUCKET } from '../../../api/uploads';
import { usePaged, useResource } from '../../../data';
import { plural, t } from '../../../i18n';
import { can } from '../../../session';
import {
  Banner,
  Button,
  Card,
  Clip,
  cx,
  EmptyState,
  ErrorBanner,
  LoadMore,
  SkeletonRows,
  toast,
} from '../../../ui';
import shared from '../../shared/shared.module.css';
import { orNone } from '../shared/many';
import { ChooseAll, SelectionBar, useSelection } from '../shared/Selection';
import styles from './buckets.module.css';
import { Crumbs } from './Crumbs';
import { DeleteObjects } from './DeleteObjects';
import { type Entry, EntryRow } from './EntryRow';
import { ObjectDialog } from './ObjectDialog';
import { lastPart } from './paths';
import { UploadDialog } from './UploadDialog';

const PAGE = 200;

/** A bucket's objects as folders and files. */
export const Objects = ({ bucket, prefix }: { bucket: string; prefix: string }) => {
  const [dropped, setDropped] = useState<readonly File[]>();
  const [over, setOver] = useState(false);
  const [open, setOpen] = useState<S3Entry>();
  const [deleting, setDeleting] = useState(false);

  const entries = usePaged<Entry>(
    async (token, signal) => {
      const page = await listObjects(bucket, { prefix, token, pageSize: PAGE, signal });
      return {
        items: [
          ...page.prefixes.map((key) => ({ kind: 'folder' as const, key })),
          // The folder itself, where some program made one, is no object in it.
          ...page.objects
            .filter((object) => object.key !== prefix)
            .map((object) => ({ kind: 'object' as const, ...object })),
        ],
        next: page.nextToken,
      };
    },
    [bucket, prefix],
  );
  const intakes = useResource(async (signal) => (can('list_intakes') ? orNone(listIntakes(signal)) : []), []);
  const intake = intakes.data?.find(
    (one) => one.bucket === bucket && !one.source && prefix.startsWith(one.prefix ?? ''),
  );
  const mayDelete = can('DeleteObjects');
  const mayPut = can('PutObject') && bucket !== SYSTEM_BUCKET;
  const selection = useSelection(entries.items, (entry) => entry.key);
  const { selected } = selection;
  const doomed = {
    keys: selected.filter((entry) => entry.kind === 'object').map((entry) => entry.key),
    prefixes: selected.filter((entry) => entry.kind === 'folder').map((entry) => entry.key),
  };

  return (
    <section
      class={shared.form}
      aria-label={t('buckets.view.objects')}
      onDragOver={(event) => {
        if (!mayPut || !event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (!mayPut) return;
        event.preventDefault();
        setOver(false);
        setDropped([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <div class={shared.row}>
        <Crumbs bucket={bucket} prefix={prefix} />
        <span class={shared.spring} />
        {mayDelete && <ChooseAll selection={selection} />}
        {mayPut && (
          <Button variant="primary" icon="upload" onClick={() => setDropped([])}>
            {t('buckets.upload')}
          </Button>
        )}
      </div>
      {intake && (
        <Banner icon="intake">{t(`buckets.intakeHere.${intake.action}`, { name: intake.name })}</Banner>
      )}
      {entries.error && <ErrorBanner problem={entries.error} onRetry={entries.retry} />}
      {(entries.items.length > 0 || !entries.error) && (
        <div class={cx(over && styles.over)}>
          <Card flush>
            <ul>
              {entries.items.map((entry) => (
                <EntryRow
                  key={entry.key}
                  bucket={bucket}
                  entry={entry}
                  chosen={mayDelete ? selection.has(entry) : undefined}
                  onChoose={(on) => selection.choose(entry, on)}
                  onOpen={() => entry.kind === 'object' && setOpen(entry)}
                />
              ))}
            </ul>
            {entries.items.length === 0 && entries.loading && <SkeletonRows rows={6} height={44} />}
            {entries.items.length === 0 && !entries.loading && (
              <EmptyState icon="folder" title={t(prefix ? 'buckets.folderEmpty' : 'buckets.empty')}>
                {mayPut && t('buckets.dropHint')}
              </EmptyState>
            )}
            <LoadMore more={entries.more} busy={entries.loading} onMore={entries.loadMore} />
          </Card>
        </div>
      )}
      {selected.length > 0 && (
        <SelectionBar label={t('buckets.chosen')} text={plural('buckets.selected', selected.length)}>
          <Button icon="trash" onClick={() => setDeleting(true)}>
            {t('setup.deleteIt')}
          </Button>
        </SelectionBar>
      )}
      {deleting && (
        <DeleteObjects
          bucket={bucket}
          doomed={doomed}
          title={plural('buckets.deleteObjects', selected.length)}
          action={t('buckets.deleteAction')}
          onClose={() => {
            setDeleting(false);
            entries.reload();
          }}
          onDeleted={(count) => {
            setDeleting(false);
            selection.clear();
            toast(plural('buckets.deleted', count));
            entries.reload();
          }}
        >
          <p>{t(doomed.prefixes.length > 0 ? 'buckets.deleteFolders' : 'buckets.deleteLead')}</p>
          <ul class={styles.doomed}>
            {selected.slice(0, 8).map((entry) => (
              <li key={entry.key}>
                <Clip text={lastPart(entry.key)} />
              </li>
            ))}
            {selected.length > 8 && <li>…</li>}
          </ul>
        </DeleteObjects>
      )}
      {dropped && (
        <UploadDialog
          bucket={bucket}
          prefix={prefix}
          files={dropped}
          intake={intake}
          onClose={() => {
            setDropped(undefined);
            entries.reload();
          }}
        />
      )}
      {open && (
        <ObjectDialog
          bucket={bucket}
          entry={open}
          onClose={() => setOpen(undefined)}
          onDeleted={() => {
            setOpen(undefined);
            entries.change((items) => items.filter((one) => one.key !== open.key));
          }}
        />
      )}
    </section>
  );
};
