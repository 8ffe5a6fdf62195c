import { t } from '../i18n';
import { Button } from './Button';
import styles from './LoadMore.module.css';

interface LoadMoreProps {
  more: boolean;
  busy: boolean;
  onMore: () => void;
}

/** The end of a list that comes page by page. */
export const LoadMore = ({ more, busy, onMore }: LoadMoreProps) =>
  more ? (
    <div class={styles.more}>
      <Button busy={busy} onClick={onMore}>
        {t('action.loadMore')}
      </Button>
    </div>
  ) : null;
