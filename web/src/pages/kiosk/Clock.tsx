import { useEffect, useState } from 'preact/hooks';
import { formatClock, formatToday } from '../../i18n';
import styles from './kiosk.module.css';

export const Clock = () => {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class={styles.clock}>
      <time class={styles.time} dateTime={now.toISOString()}>
        {formatClock(now)}
      </time>
      <span class={styles.date}>{formatToday(now)}</span>
    </div>
  );
};
