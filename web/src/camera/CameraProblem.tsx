import { t } from '../i18n';
import { Button, CodeBlock, Icon, type IconName } from '../ui';
import styles from './CameraProblem.module.css';
import type { CameraFault } from './media';

const ICONS: Record<CameraFault, IconName> = {
  insecure: 'lock',
  denied: 'lock',
  none: 'camera',
  busy: 'camera',
  unplugged: 'camera',
  failed: 'alert',
};

const TLS = 'mien tls init\nmien serve --listen 0.0.0.0:8443 --tls-cert DIR/cert.pem --tls-key DIR/key.pem';

const Steps = ({ fault }: { fault: CameraFault }) => {
  if (fault === 'denied') {
    return (
      <ol class={styles.steps}>
        <li>{t('camera.denied.step1')}</li>
        <li>{t('camera.denied.step2')}</li>
        <li>{t('camera.denied.step3')}</li>
      </ol>
    );
  }
  if (fault !== 'insecure') return null;
  return (
    <details class={styles.how}>
      <summary>{t('camera.insecure.how')}</summary>
      <p>{t('camera.insecure.tls')}</p>
      <CodeBlock code={TLS} label={t('camera.insecure.commands')} wrap />
      <p>{t('camera.insecure.trust')}</p>
    </details>
  );
};

interface CameraProblemProps {
  fault: CameraFault;
  onRetry: () => void;
  /** Photos can be given as files here. */
  files: boolean;
}

/** Says why there is no camera picture and what to do about it. */
export const CameraProblem = ({ fault, onRetry, files }: CameraProblemProps) => (
  <div class={styles.problem} role="alert">
    <div class={styles.problemIcon}>
      <Icon name={ICONS[fault]} size={24} />
    </div>
    <p class={styles.problemTitle}>{t(`camera.${fault}.title`)}</p>
    <p class={styles.problemText}>{t(`camera.${fault}.lead`)}</p>
    <Steps fault={fault} />
    {files && <p class={styles.problemText}>{t('camera.orFiles')}</p>}
    {fault !== 'insecure' && (
      <Button icon="refresh" onClick={onRetry}>
        {t('action.retry')}
      </Button>
    )}
  </div>
);
