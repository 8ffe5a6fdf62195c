import type { S3Entry } from '../../../api/aws/s3';
import { formatBytes, t } from '../../../i18n';
import { Clip, Icon, Time } from '../../../ui';
import styles from './buckets.module.css';
import { bucketPath, lastPart } from './paths';

export type Entry = { kind: 'folder'; key: string } | ({ kind: 'object' } & S3Entry);

interface EntryRowProps {
  bucket: string;
  entry: Entry;
  chosen: boolean | undefined;
  onChoose: (chosen: boolean) => void;
  onOpen: () => void;
}

/** A folder or an object. */
export const EntryRow = ({ bucket, entry, chosen, onChoose, onOpen }: EntryRowProps) => {
  const name = lastPart(entry.key);
  const content = (
    <>
      <Icon name={entry.kind === 'folder' ? 'folder' : 'document'} size={18} />
      <Clip text={name} />
    </>
  );
  return (
    <li class={styles.entry}>
      {chosen !== undefined && (
        <label class={styles.choose}>
          <input
            type="checkbox"
            aria-label={t('faces.choose', { name })}
            checked={chosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        </label>
      )}
      {entry.kind === 'folder' ? (
        <a class={styles.name} href={bucketPath(bucket, entry.key)}>
          {content}
        </a>
      ) : (
        <button type="button" class={styles.name} onClick={onOpen}>
          {content}
        </button>
      )}
      {entry.kind === 'object' && (
        <>
          <span class={styles.size}>{formatBytes(entry.size)}</span>
          <span class={styles.when}>
            <Time at={entry.modifiedAt} />
          </span>
        </>
      )}
    </li>
  );
};
