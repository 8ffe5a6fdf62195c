import type { Draft } from '../request/draft';
import styles from './try.module.css';

/** The request as it begins: its method and where it goes. */
export const RequestLine = ({ draft }: { draft: Draft }) => (
  <p class={styles.line} dir="ltr">
    <code>
      {draft.method} {draft.path}
    </code>
  </p>
);
