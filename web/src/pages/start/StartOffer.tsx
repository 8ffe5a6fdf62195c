import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { can } from '../../session';
import { Button, ButtonLink } from '../../ui';
import { dismiss, isDismissed, START } from './guide';
import styles from './start.module.css';

/** The guide, offered while there is nobody; whoever does not want it is not asked again in this browser. */
export const StartOffer = () => {
  const [hidden, setHidden] = useState(isDismissed);
  if (hidden || !can('register_person')) return null;
  return (
    <section class={styles.offer} aria-label={t('start.title')}>
      <div class={styles.offerText}>
        <h2>{t('start.offer')}</h2>
        <p>{t('start.offerLead')}</p>
      </div>
      <div class={styles.offerActions}>
        <Button
          variant="quiet"
          onClick={() => {
            dismiss();
            setHidden(true);
          }}
        >
          {t('start.notNow')}
        </Button>
        <ButtonLink href={START} variant="primary">
          {t('start.begin')}
        </ButtonLink>
      </div>
    </section>
  );
};
