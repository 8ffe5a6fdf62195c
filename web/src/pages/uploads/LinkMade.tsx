import type { AnnouncedUpload, Upload } from '../../api/uploads';
import { formatDateTime, t } from '../../i18n';
import { Banner, Button, CodeBlock, CopyButton, Dialog } from '../../ui';
import { pictureEnding } from '../shared/pictureEnding';
import { curlOf } from './curl';
import { resultText, StateBadge } from './state';
import styles from './uploads.module.css';

interface LinkMadeProps {
  made: AnnouncedUpload;
  /** What is known of it since. */
  upload: Upload | undefined;
  onClose: () => void;
}

/** The link, and what becomes of it while the dialog is open. */
export const LinkMade = ({ made, upload, onClose }: LinkMadeProps) => {
  const type = made.headers['Content-Type'] ?? 'image/jpeg';
  const file = `photo.${pictureEnding(type)}`;
  const came = upload !== undefined && upload.state !== 'open';
  return (
    <Dialog
      title={t('uploads.made')}
      onClose={onClose}
      wide
      footer={
        <>
          <CopyButton text={made.url} label={t('operators.copyLink')} full />
          <Button variant="primary" onClick={onClose}>
            {t('operators.linkDone')}
          </Button>
        </>
      }
    >
      <p>{t('uploads.madeLead', { method: made.method, type, at: formatDateTime(made.expires_at) })}</p>
      <CodeBlock label={t('uploads.link')} code={made.url} wrap />
      <p>{t('uploads.curlLead', { file })}</p>
      <CodeBlock label="curl" code={curlOf(made.url, made.headers, file)} wrap />
      <div class={styles.status} role="status">
        {came ? (
          <>
            <StateBadge upload={upload} />
            <bdi dir="auto">{resultText(upload)}</bdi>
          </>
        ) : (
          <Banner title={t('uploads.madeWaiting')} icon="clock" />
        )}
      </div>
    </Dialog>
  );
};
