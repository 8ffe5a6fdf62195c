import { t } from '../../../i18n';
import { Banner, CodeBlock } from '../../../ui';
import styles from '../../shared/shared.module.css';

const ALLOW = '[functions]\nallow_zip = true';

/** Uploaded code runs only where the operator's file says so; what to write there. */
export const NotAllowed = () => (
  <Banner tone="warning" title={t('functions.notAllowed')}>
    <div class={styles.form}>
      <p>{t('functions.notAllowedLead')}</p>
      <CodeBlock code={ALLOW} label="mien.toml" />
    </div>
  </Banner>
);
