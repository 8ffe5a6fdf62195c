import { t } from '../i18n';
import { cx, PasswordInput } from '../ui';
import styles from './NewPassword.module.css';
import { PASSWORD_BYTES_MAX, PASSWORD_BYTES_MIN, type Strength, strengthOf } from './password';

interface NewPasswordProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  error?: string | undefined;
}

const STEPS: Record<Strength, number> = { short: 1, fair: 2, good: 3, strong: 4, long: 0 };

/** A password that is being chosen, with a hint that says how good its length is. */
export const NewPassword = ({ label, value, onValue, error }: NewPasswordProps) => {
  const strength = strengthOf(value);
  const limits = { min: PASSWORD_BYTES_MIN, max: PASSWORD_BYTES_MAX };
  return (
    <PasswordInput
      label={label}
      value={value}
      onValue={onValue}
      error={error}
      autocomplete="new-password"
      required
      hint={
        <span class={styles.hint}>
          <span class={styles.steps} aria-hidden="true">
            {[1, 2, 3, 4].map((step) => (
              <span
                key={step}
                class={cx(styles.step, value !== '' && STEPS[strength] >= step && styles[strength])}
              />
            ))}
          </span>
          {value === '' ? t('password.rule', limits) : t(`password.${strength}`, limits)}
        </span>
      }
    />
  );
};
