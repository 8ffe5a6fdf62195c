import type { ComponentChildren } from 'preact';
import { retryUpload, SYSTEM_BUCKET, type Upload } from '../../api/uploads';
import { useAction } from '../../data';
import { formatDateTime, formatNumber, outcomeText, t } from '../../i18n';
import { can } from '../../session';
import {
  Button,
  ButtonLink,
  Clip,
  CopiedId,
  clampClass,
  Dialog,
  ErrorBanner,
  Facts,
  SimilarityScale,
  toast,
} from '../../ui';
import { personPath } from '../people/paths';
import { bucketPath } from '../setup/buckets/paths';
import { resultText, StateBadge } from './state';
import styles from './uploads.module.css';

interface UploadDetailProps {
  upload: Upload;
  onChange: (upload: Upload) => void;
  onClose: () => void;
}

const folderOf = (key: string) => key.slice(0, key.lastIndexOf('/') + 1);

const factsOf = (upload: Upload): [string, ComponentChildren][] => {
  const facts: [string, ComponentChildren][] = [];
  const add = (label: string, value: ComponentChildren) => facts.push([label, value]);
  const addId = (label: string, id: string | undefined) => {
    if (id) add(label, <CopiedId text={id} label={label} />);
  };
  const addTime = (label: string, at: string | undefined) => {
    if (at) add(label, <time dateTime={at}>{formatDateTime(at)}</time>);
  };
  add(t('field.state'), <StateBadge upload={upload} />);
  if (upload.outcome) add(t('uploads.outcome'), outcomeText(upload.outcome));
  add(t('uploads.intake'), <Clip text={upload.intake} />);
  add(t('uploads.bucket'), <Clip text={upload.bucket} />);
  addId(t('uploads.key'), upload.key);
  addTime(t('uploads.created'), upload.created_at);
  addTime(t('uploads.updated'), upload.updated_at);
  if (upload.state === 'open') addTime(t('uploads.expires'), upload.expires_at);
  add(t('uploads.attempts'), formatNumber(upload.attempts));
  if (upload.state === 'waiting') addTime(t('uploads.nextAttempt'), upload.next_attempt_at);
  if (upload.collection) add(t('uploads.collection'), <Clip text={upload.collection} />);
  addId(t('uploads.personId'), upload.person?.id);
  addId(t('uploads.faceId'), upload.face_id);
  addId(t('uploads.imageId'), upload.image_id);
  addId(t('uploads.eventId'), upload.event_id);
  addId(t('uploads.id'), upload.upload_id);
  return facts;
};

export const UploadDetail = ({ upload, onChange, onClose }: UploadDetailProps) => {
  const { person, collection, bucket, key, state } = upload;
  const retry = useAction(async () => {
    onChange(await retryUpload(upload.upload_id));
    toast(t('task.retried'));
  });
  const mayRetry = (state === 'refused' || state === 'failed') && can('retry_upload');
  const hasObject = bucket !== SYSTEM_BUCKET && can('ListObjectsV2');
  const hasPerson = person !== undefined && collection !== undefined && can('get_person');
  return (
    <Dialog
      title={t('uploads.detail')}
      onClose={onClose}
      footer={
        (mayRetry || hasObject || hasPerson) && (
          <>
            {hasObject && (
              <ButtonLink href={bucketPath(bucket, folderOf(key))}>{t('uploads.toBucket')}</ButtonLink>
            )}
            {hasPerson && (
              <ButtonLink href={personPath(person.id, collection)} variant="primary">
                {t('uploads.toPerson')}
              </ButtonLink>
            )}
            {mayRetry && (
              <Button variant="primary" icon="refresh" busy={retry.busy} onClick={retry.run}>
                {t('action.retry')}
              </Button>
            )}
          </>
        )
      }
    >
      <div class={styles.result}>
        <bdi class={clampClass} dir="auto">
          {resultText(upload)}
        </bdi>
        {upload.reason && <p class={styles.sub}>{upload.reason}</p>}
      </div>
      {retry.error && (
        <ErrorBanner
          problem={retry.error}
          {...(retry.error.code === 'not_retryable' ? { title: t('uploads.notRetryable') } : {})}
        />
      )}
      {upload.similarity !== undefined && (
        <SimilarityScale
          similarity={upload.similarity}
          threshold={upload.threshold}
          reached={upload.outcome === 'match'}
        />
      )}
      <Facts items={factsOf(upload)} />
    </Dialog>
  );
};
