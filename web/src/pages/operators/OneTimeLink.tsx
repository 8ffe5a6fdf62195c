import type { OperatorLink } from '../../api/operators';
import { formatDateTime, t } from '../../i18n';
import { Banner, Button, CodeBlock, CopyButton, Dialog } from '../../ui';
import styles from './operators.module.css';

interface OneTimeLinkProps {
  title: string;
  lead: string;
  link: OperatorLink;
  onClose: () => void;
}

/** What comes after the hash is sent to no server, so the token is in nobody's log. */
const addressOf = ({ token }: OperatorLink) => `${location.origin}/ui/welcome#${token}`;

/** The link by which somebody chooses a password; it is shown this once. */
export const OneTimeLink = ({ title, lead, link, onClose }: OneTimeLinkProps) => {
  const address = addressOf(link);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <CopyButton text={address} label={t('operators.copyLink')} full />
          <Button variant="primary" onClick={onClose}>
            {t('operators.linkDone')}
          </Button>
        </>
      }
    >
      <p>{lead}</p>
      <CodeBlock label={t('operators.link')} code={address} wrap />
      <Banner tone="warning" title={t('operators.linkOnce')}>
        {t('operators.linkExpires', { at: formatDateTime(link.expires_at) })}
      </Banner>
      <p class={styles.note}>{t('operators.linkReach', { origin: location.origin })}</p>
    </Dialog>
  );
};
