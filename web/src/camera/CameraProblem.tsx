import { t } from '../i18n';
import { Button, ButtonLink, Icon, type IconName } from '../ui';
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

const HELP = '/ui/help/tls';

/** What to do in the browser. */
const Steps = () => (
  <ol class={styles.steps}>
    <li>{t('camera.denied.step1')}</li>
    <li>{t('camera.denied.step2')}</li>
    <li>{t('camera.denied.step3')}</li>
  </ol>
);

interface CameraProblemProps {
  fault: CameraFault;
  onRetry: () => void;
  /** Photos can be given as files here. */
  files: boolean;
  /** Other pages can be gone to from here: not from a kiosk. */
  help?: boolean;
}

/** Says why there is no camera picture and what to do about it. */
export const CameraProblem = ({ fault, onRetry, files, help = true }: CameraProblemProps) => (
  <div class={styles.problem} role="alert">
    <div class={styles.problemIcon}>
      <Icon name={ICONS[fault]} size={24} />
    </div>
    <p class={styles.problemTitle}>{t(`camera.${fault}.title`)}</p>
    <p class={styles.problemText}>{t(`camera.${fault}.lead`)}</p>
    {fault === 'denied' && <Steps />}
    {files && <p class={styles.problemText}>{t('camera.orFiles')}</p>}
    {fault === 'insecure' ? (
      help && <ButtonLink href={HELP}>{t('camera.insecure.how')}</ButtonLink>
    ) : (
      <Button icon="refresh" onClick={onRetry}>
        {t('action.retry')}
      </Button>
    )}
  </div>
);
