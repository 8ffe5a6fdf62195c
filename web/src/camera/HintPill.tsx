import { t } from '../i18n';
import { cx, Icon } from '../ui';
import styles from './camera.module.css';
import type { Hint } from './guide';
import { iconOf, toneOf } from './hints';

/** Screen readers hear it by useSpokenHint, at their own pace. */
export const HintPill = ({ hint }: { hint: Hint }) => (
  <p class={cx(styles.pill, styles[toneOf(hint)])}>
    <Icon name={iconOf(hint)} size={18} strokeWidth={2} />
    <span>{t(`face.hint.${hint}`)}</span>
  </p>
);
