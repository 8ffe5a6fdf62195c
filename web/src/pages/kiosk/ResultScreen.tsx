import { useEffect } from 'preact/hooks';
import type { Verification } from '../../api/verify';
import { t } from '../../i18n';
import { announce, clampClass, cx, Icon } from '../../ui';
import styles from './kiosk.module.css';

interface ResultScreenProps {
  verification: Verification;
  seconds: number;
}

/** To be read from two metres: a sign, a word, a name. */
export const ResultScreen = ({ verification, seconds }: ResultScreenProps) => {
  const { decision, person } = verification;
  const match = decision === 'match';
  const name = person?.name ?? '';

  useEffect(() => {
    announce(
      match ? t('authenticate.welcome', { name }) : `${t('kiosk.unknown')}. ${t('kiosk.unknownHint')}`,
    );
  }, []);

  return (
    <div class={cx(styles.result, match ? styles.match : styles.unknown)}>
      <span class={styles.resultIcon}>
        <Icon name={match ? 'check' : 'close'} size={72} strokeWidth={2.4} />
      </span>
      <p class={styles.resultWord}>{t(match ? 'kiosk.welcome' : 'kiosk.unknown')}</p>
      {match ? (
        <p class={cx(styles.resultName, clampClass)} dir="auto">
          {name}
        </p>
      ) : (
        <p class={styles.resultHint}>{t('kiosk.unknownHint')}</p>
      )}
      <span class={styles.countdown} style={{ animationDuration: `${seconds}s` }} aria-hidden="true" />
    </div>
  );
};
