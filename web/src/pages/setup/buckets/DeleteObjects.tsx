import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { asApiError } from '../../../api/errors';
import { plural, t } from '../../../i18n';
import { ConfirmDialog } from '../../../ui';
import styles from '../../shared/shared.module.css';
import { type Doomed, deleteAll } from './deletion';

interface DeleteObjectsProps {
  bucket: string;
  doomed: Doomed;
  title: string;
  action: string;
  children: ComponentChildren;
  typed?: readonly string[];
  typedLabel?: string;
  /** Once the objects are gone. */
  then?: () => Promise<void>;
  onClose: () => void;
  onDeleted: (count: number) => void;
}

/** Asks, then deletes batch by batch and shows how far it is. */
export const DeleteObjects = (props: DeleteObjectsProps) => {
  const { bucket, doomed, title, action, children, typed, typedLabel, then, onClose, onDeleted } = props;
  const [deleted, setDeleted] = useState(0);
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);
  return (
    <ConfirmDialog
      title={title}
      action={action}
      {...(typed ? { typed } : {})}
      {...(typedLabel ? { typedLabel } : {})}
      toProblem={asApiError}
      onClose={onClose}
      onConfirm={async () => {
        const count = await deleteAll(bucket, doomed, setDeleted, abort.current.signal);
        await then?.();
        onDeleted(count);
      }}
    >
      <div class={styles.form}>
        {children}
        {deleted > 0 && <p role="status">{plural('buckets.deletedSoFar', deleted)}</p>}
      </div>
    </ConfirmDialog>
  );
};

/** Everything in a bucket, and the bucket. */
export const DeleteBucket = ({
  bucket,
  onClose,
  onDeleted,
  remove,
  count,
  more,
}: {
  bucket: string;
  count: number;
  more: boolean;
  remove: () => Promise<void>;
  onClose: () => void;
  onDeleted: () => void;
}) => (
  <DeleteObjects
    bucket={bucket}
    doomed={{ keys: [], prefixes: count > 0 ? [''] : [] }}
    title={t('buckets.deleteTitle', { name: bucket })}
    action={t(count > 0 ? 'buckets.emptyAndDelete' : 'buckets.delete')}
    typed={[bucket]}
    typedLabel={t('setup.typeName', { name: bucket })}
    then={remove}
    onClose={onClose}
    onDeleted={onDeleted}
  >
    <p>
      {count === 0
        ? t('buckets.deleteEmpty')
        : plural(more ? 'buckets.deleteMany' : 'buckets.deleteFull', count)}
    </p>
  </DeleteObjects>
);
