import { useEffect, useRef, useState } from 'preact/hooks';
import { putObject } from '../../../api/aws/s3';
import { type ApiError, asApiError } from '../../../api/errors';
import type { Intake } from '../../../api/intakes';
import { formatBytes, plural, problemText, t } from '../../../i18n';
import { announce, Banner, Button, Clip, CopyAs, Dialog, Icon, Meter } from '../../../ui';
import { boto3, cli, py, shellWord } from '../../shared/samples';
import shared from '../../shared/shared.module.css';
import { type Pair, Pairs, recordOf } from '../shared/Pairs';
import styles from './buckets.module.css';

interface UploadDialogProps {
  bucket: string;
  prefix: string;
  files: readonly File[];
  intake: Intake | undefined;
  onClose: () => void;
}

interface Sending {
  file: File;
  share: number;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  error?: ApiError;
}

const NAME_RULE = /^[!#$%&'*+.^_`|~0-9a-zA-Z-]*$/;
const SIZE_MAX = 64 * 1024 * 1024;

const waiting = (file: File): Sending => ({ file, share: 0, state: 'waiting' });

/** The metadata that tells the intake who is on the picture. */
const wantedBy = (intake: Intake | undefined): Pair[] => {
  const [, name] = /^metadata(?:-id)?:(.+)$/.exec(intake?.identity ?? '') ?? [];
  return name ? [{ name, value: '' }] : [];
};

const FileRow = ({ sending, onRemove }: { sending: Sending; onRemove: (() => void) | undefined }) => (
  <li class={styles.sending}>
    <span class={styles.sendingName}>
      <Clip text={sending.file.name} />
      <span class={shared.sub}>{formatBytes(sending.file.size)}</span>
    </span>
    {sending.state === 'done' && (
      <span class={styles.sent}>
        <Icon name="check" size={16} /> {t('buckets.sent')}
      </span>
    )}
    {onRemove && (
      <Button variant="quiet" onClick={onRemove}>
        {t('setup.remove')}
      </Button>
    )}
    {sending.state === 'sending' && (
      <div class={styles.meter}>
        <Meter share={sending.share} label={t('buckets.sending', { name: sending.file.name })} />
      </div>
    )}
    {sending.error && (
      <p class={styles.failed} role="alert">
        <Icon name="error" size={16} /> {problemText(sending.error)}
        {sending.error.detail && <span class={shared.sub}> {sending.error.detail}</span>}
      </p>
    )}
  </li>
);

export const UploadDialog = ({ bucket, prefix, files, intake, onClose }: UploadDialogProps) => {
  const [list, setList] = useState<readonly Sending[]>(() => files.map(waiting));
  const [metadata, setMetadata] = useState<readonly Pair[]>(() => wantedBy(intake));
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);

  const left = list.filter((one) => one.state === 'waiting' || one.state === 'failed');
  const done = list.length > 0 && left.length === 0 && !busy;
  const badName = metadata.some(({ name }) => !NAME_RULE.test(name));
  const change = (file: File, next: Partial<Sending>) =>
    setList((before) => before.map((one) => (one.file === file ? { ...one, ...next } : one)));

  const send = async () => {
    setBusy(true);
    for (const { file } of left) {
      setList((before) =>
        before.map((one) => (one.file === file ? { file, share: 0, state: 'sending' } : one)),
      );
      try {
        await putObject(bucket, prefix + file.name, file, {
          metadata: recordOf(metadata),
          signal: abort.current.signal,
          onProgress: (share) => change(file, { share }),
        });
        change(file, { state: 'done', share: 1 });
      } catch (caught) {
        if (abort.current.signal.aborted) return;
        change(file, { state: 'failed', error: asApiError(caught) });
      }
    }
    setBusy(false);
    announce(t('buckets.allSent'));
  };

  const sample = `s3://${bucket}/${prefix}`;
  const set = Object.entries(recordOf(metadata));
  return (
    <Dialog
      wide
      title={t('buckets.uploadTo', { place: `${bucket}/${prefix}` })}
      onClose={onClose}
      busy={busy}
      footer={
        done ? (
          <Button variant="primary" onClick={onClose}>
            {t('action.close')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose} disabled={busy}>
              {t('action.cancel')}
            </Button>
            <Button
              variant="primary"
              icon="upload"
              busy={busy}
              disabled={list.length === 0 || badName}
              onClick={send}
            >
              {plural('buckets.uploadCount', left.length)}
            </Button>
          </>
        )
      }
    >
      {intake && (
        <Banner icon="intake">{t(`buckets.intakeHere.${intake.action}`, { name: intake.name })}</Banner>
      )}
      <ul>
        {list.map((sending) => (
          <FileRow
            key={`${sending.file.name} ${sending.file.lastModified}`}
            sending={sending}
            onRemove={
              !busy && sending.state !== 'done'
                ? () => setList(list.filter((one) => one !== sending))
                : undefined
            }
          />
        ))}
      </ul>
      {!busy && !done && (
        <div>
          <Button icon="plus" onClick={() => input.current?.click()}>
            {t('buckets.chooseFiles')}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            multiple
            onChange={(event) => {
              const added = [...(event.currentTarget.files ?? [])];
              event.currentTarget.value = '';
              setList([...list, ...added.map(waiting)]);
            }}
          />
        </div>
      )}
      {list.some(({ file }) => file.size > SIZE_MAX) && (
        <Banner tone="warning">{t('buckets.tooLarge', { max: formatBytes(64_000_000) })}</Banner>
      )}
      <Pairs
        label={t('buckets.metadata')}
        nameLabel={t('attributes.key')}
        valueLabel={t('attributes.value')}
        addLabel={t('buckets.addMetadata')}
        pairs={metadata}
        onPairs={setMetadata}
        nameError={(name) => (NAME_RULE.test(name) ? undefined : t('buckets.metadataRule'))}
        disabled={busy || done}
      />
      <p class={shared.note}>{t('buckets.metadataHint')}</p>
      <CopyAs
        samples={[
          cli(`s3 cp ./photo.jpg ${shellWord(sample)}`, [
            ...(set.length > 0
              ? [`--metadata ${shellWord(set.map(([name, value]) => `${name}=${value}`).join(','))}`]
              : []),
          ]),
          boto3(
            's3',
            `s3.upload_file("photo.jpg", ${py(bucket)}, ${py(`${prefix}photo.jpg`)}${
              set.length > 0 ? `, ExtraArgs={"Metadata": ${py(Object.fromEntries(set))}}` : ''
            })`,
          ),
        ]}
      />
    </Dialog>
  );
};
