import { cx } from '../ui';
import styles from './camera.module.css';
import type { Hint } from './guide';
import { toneOf } from './hints';

const FACE = 'M50 16C66 16 77 30 77 51.5S65 93 50 93 23 73 23 51.5 34 16 50 16Z';

/** Where the face should be. State shows by colour, by the line's pattern, and by the words above. */
export const Oval = ({ hint }: { hint: Hint }) => (
  <svg class={styles.oval} viewBox="0 0 100 100" preserveAspectRatio="xMidYMid meet" aria-hidden="true">
    <path class={styles.scrim} fill-rule="evenodd" d={`M-400-400H500V500H-400Z${FACE}`} />
    <path class={cx(styles.ring, styles[toneOf(hint)])} d={FACE} />
  </svg>
);
