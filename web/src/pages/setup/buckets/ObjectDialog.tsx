import { useEffect, useState } from 'preact/hooks';
import { deleteObject, getObject, headObject, type ObjectHead, type S3Entry } from '../../../api/aws/s3';
import { asApiError } from '../../../api/errors';
import { useObjectUrl } from '../../../camera';
import { useAction, useResource } from '../../../data';
import { formatBytes, formatDateTime, t } from '../../../i18n';
import { can } from '../../../session';
import {
  Button,
  ConfirmDialog,
  CopyAs,
  Dialog,
  download,
  ErrorBanner,
  Facts,
  Icon,
  Mono,
  Skeleton,
  toast,
} from '../../../ui';
import { boto3, cli, py, shellWord } from '../../shared/samples';
import shared from '../../shared/shared.module.css';
import styles from './buckets.module.css';
import { lastPart } from './paths';

interface ObjectDialogProps {
  bucket: string;
  entry: S3Entry;
  onClose: () => void;
  onDeleted: () => void;
}

const SHOWN_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'image/bmp'];
const PREVIEW_MAX = 20_000_000;
const ANY_NAME = /\.(jpe?g|png|webp|gif|avif|bmp)$/i;

/** By the type it was stored with, or where that says nothing by its name. */
const isPicture = (head: ObjectHead, key: string): boolean =>
  SHOWN_TYPES.includes(head.contentType) ||
  (['binary/octet-stream', 'application/octet-stream', ''].includes(head.contentType) && ANY_NAME.test(key));

const Preview = ({ bucket, entry }: { bucket: string; entry: S3Entry }) => {
  const [picture, setPicture] = useState<Blob>();
  const [failed, setFailed] = useState(false);
  const url = useObjectUrl(picture);
  useEffect(() => {
    const abort = new AbortController();
    getObject(bucket, entry.key, abort.signal).then(setPicture, () => {
      if (!abort.signal.aborted) setFailed(true);
    });
    return () => abort.abort();
  }, [bucket, entry.key]);
  return (
    <div class={styles.preview}>
      {failed ? (
        <Icon name="image" size={40} />
      ) : url ? (
        <img
          src={url}
          alt={t('buckets.previewOf', { name: lastPart(entry.key) })}
          onError={() => setFailed(true)}
        />
      ) : (
        <Skeleton height={280} />
      )}
    </div>
  );
};

const Details = ({ entry, head }: { entry: S3Entry; head: ObjectHead | undefined }) => {
  const metadata = Object.entries(head?.metadata ?? {});
  return (
    <>
      <Facts
        items={[
          [t('buckets.key'), <bdi key="key">{entry.key}</bdi>],
          [t('buckets.type'), head ? <Mono text={head.contentType} /> : <Skeleton width={90} />],
          [t('buckets.size'), formatBytes(entry.size)],
          [t('buckets.modified'), formatDateTime(entry.modifiedAt)],
          ['ETag', <Mono key="etag" text={entry.etag.replaceAll('"', '')} />],
        ]}
      />
      <div>
        <h3 class={styles.small}>{t('buckets.metadata')}</h3>
        {head && metadata.length === 0 && <p class={shared.note}>{t('buckets.noMetadata')}</p>}
        {metadata.length > 0 && (
          <Facts items={metadata.map(([name, value]) => [name, <bdi key={name}>{value}</bdi>] as const)} />
        )}
        {!head && <Skeleton height={20} />}
      </div>
    </>
  );
};

export const ObjectDialog = ({ bucket, entry, onClose, onDeleted }: ObjectDialogProps) => {
  const [deleting, setDeleting] = useState(false);
  const mayGet = can('GetObject');
  const head = useResource((signal) => headObject(bucket, entry.key, signal), [bucket, entry.key]);
  const mayDelete = can('DeleteObject');
  const save = useAction(async () => download(await getObject(bucket, entry.key), lastPart(entry.key)));
  const place = `s3://${bucket}/${entry.key}`;

  if (deleting) {
    return (
      <ConfirmDialog
        title={t('buckets.deleteOne', { name: lastPart(entry.key) })}
        action={t('buckets.deleteAction')}
        toProblem={asApiError}
        onClose={() => setDeleting(false)}
        onConfirm={async () => {
          await deleteObject(bucket, entry.key);
          toast(t('buckets.deletedOne'));
          onDeleted();
        }}
      >
        {t('buckets.deleteLead')}
      </ConfirmDialog>
    );
  }
  return (
    <Dialog
      wide
      title={lastPart(entry.key)}
      onClose={onClose}
      footer={
        <>
          {!mayGet && !mayDelete && <Button onClick={onClose}>{t('action.close')}</Button>}
          {mayDelete && (
            <Button icon="trash" onClick={() => setDeleting(true)}>
              {t('setup.deleteIt')}
            </Button>
          )}
          {mayGet && (
            <Button variant="primary" icon="download" busy={save.busy} onClick={() => save.run()}>
              {t('setup.download')}
            </Button>
          )}
        </>
      }
    >
      {mayGet && head.data && isPicture(head.data, entry.key) && entry.size <= PREVIEW_MAX && (
        <Preview bucket={bucket} entry={entry} />
      )}
      {head.error && <ErrorBanner problem={head.error} onRetry={head.reload} />}
      <Details entry={entry} head={head.data} />
      {save.error && <ErrorBanner problem={save.error} />}
      {mayGet && (
        <CopyAs
          samples={[
            cli(`s3 cp ${shellWord(place)} .`),
            boto3('s3', `s3.download_file(${py(bucket)}, ${py(entry.key)}, ${py(lastPart(entry.key))})`),
          ]}
        />
      )}
    </Dialog>
  );
};
