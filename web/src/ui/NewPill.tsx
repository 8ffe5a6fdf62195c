import { useEffect } from 'preact/hooks';
import { Icon } from './icons';
import styles from './NewPill.module.css';
import { announce } from './toast';

/** Says that something new waits above a list that is being read, and leads there. Only while something does. */
export const NewPill = ({ text, onClick }: { text: string; onClick: () => void }) => {
  // Once as it comes, not with every one more.
  useEffect(() => announce(text), []);
  return (
    <div class={styles.place}>
      <button type="button" class={styles.pill} onClick={onClick}>
        <Icon name="arrowUp" size={16} strokeWidth={2} />
        {text}
      </button>
    </div>
  );
};
