import { Icon } from './icons';
import styles from './NewPill.module.css';

/** Says that something new waits above a list that is being read, and leads there. */
export const NewPill = ({ text, onClick }: { text: string; onClick: () => void }) => (
  <div class={styles.place}>
    <button type="button" class={styles.pill} onClick={onClick}>
      <Icon name="arrowUp" size={16} strokeWidth={2} />
      {text}
    </button>
  </div>
);
