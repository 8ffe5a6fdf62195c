import styles from './Spinner.module.css';

/** Decoration beside a text that says what is waited for. */
export const Spinner = ({ size = 20 }: { size?: number }) => (
  <svg class={styles.spinner} width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
    <circle cx="12" cy="12" r="9" stroke="currentColor" stroke-width="2.5" opacity="0.25" />
    <path d="M21 12a9 9 0 0 0-9-9" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" />
  </svg>
);
