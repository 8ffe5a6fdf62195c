import { useEffect } from 'preact/hooks';
import { pause, reachable } from '../api/gate';
import { ping } from '../api/server';
import { t } from '../i18n';
import { Icon, Spinner } from '../ui';
import styles from './Connection.module.css';

const FIRST_MS = 1000;
const MAX_MS = 10_000;

const knock = async (signal: AbortSignal) => {
  for (let wait = FIRST_MS; !reachable.value; wait = Math.min(wait * 2, MAX_MS)) {
    await pause(wait, signal);
    // Any answer at all opens the way again; only silence keeps it closed.
    await ping().catch(() => undefined);
  }
};

/** Says that the server cannot be reached and goes on trying; everything that waits then goes on by itself. */
export const Connection = () => {
  const gone = !reachable.value;

  useEffect(() => {
    if (!gone) return undefined;
    const abort = new AbortController();
    knock(abort.signal).catch(() => undefined);
    return () => abort.abort();
  }, [gone]);

  return (
    <div role="status">
      {gone && (
        <div class={styles.banner}>
          <Icon name="offline" size={18} />
          <span>{t('connection.lost')}</span>
          <Spinner size={16} />
        </div>
      )}
    </div>
  );
};
