import { signal } from '@preact/signals';
import { t } from '../i18n';
import { IconButton } from './Button';
import { cx } from './cx';
import { Icon } from './icons';
import { clampClass } from './text';
import styles from './toast.module.css';

interface ToastMessage {
  id: number;
  text: string;
  tone: 'success' | 'danger';
}

const SHOWN_MS = 5000;
const toasts = signal<ToastMessage[]>([]);
const polite = signal('');
const assertive = signal('');
let last = 0;

const dismiss = (id: number) => {
  toasts.value = toasts.value.filter((one) => one.id !== id);
};

/** Says something to screen readers by the page's live region. The same text twice is said twice. */
export const announce = (text: string, urgent = false) => {
  const region = urgent ? assertive : polite;
  region.value = region.value === text ? `${text}\u00a0` : text;
};

/** A short notice of something that was done. Errors that need a reader stay beside what caused them instead. */
export const toast = (text: string, tone: ToastMessage['tone'] = 'success') => {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value.slice(-2), { id, text, tone }];
  announce(text, tone === 'danger');
  setTimeout(() => dismiss(id), SHOWN_MS);
};

/** Once in the page: what toast() and announce() speak through. */
export const Announcer = () => (
  <>
    <div class="visually-hidden" aria-live="polite">
      {polite.value}
    </div>
    <div class="visually-hidden" aria-live="assertive">
      {assertive.value}
    </div>
    <section class={styles.region} aria-label={t('toast.region')}>
      {toasts.value.map(({ id, text, tone }) => (
        <div key={id} class={cx(styles.toast, styles[tone])}>
          <Icon name={tone === 'success' ? 'check' : 'error'} size={18} class={styles.icon} />
          <span class={cx(styles.text, clampClass)}>{text}</span>
          <IconButton icon="close" label={t('action.dismiss')} size={16} onClick={() => dismiss(id)} />
        </div>
      ))}
    </section>
  </>
);
