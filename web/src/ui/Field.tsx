import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../i18n';
import { IconButton } from './Button';
import { cx } from './cx';
import styles from './Field.module.css';
import { Icon } from './icons';

/** The look of a text field, for controls that are put together elsewhere. */
export const controlClass = styles.control;

interface FieldProps {
  label: string;
  /** Shown below the label's control all the time. */
  hint?: ComponentChildren;
  /** What is wrong with the value; is announced. */
  error?: string | undefined;
  optional?: boolean;
  /** The label is said and not shown, where the place makes clear what it is. */
  hideLabel?: boolean;
}

interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

/** Label, control, hint and error, wired together; the control is made by the function. */
export const Field = (props: FieldProps & { children: (wiring: Wiring) => ComponentChildren }) => {
  const { label, hint, error, optional, hideLabel, children } = props;
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={styles.field}>
      <label class={cx(styles.label, hideLabel && 'visually-hidden')} for={id}>
        {label}
        {optional && <span class={styles.optional}> {t('field.optional')}</span>}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {hint && (
        <div id={`${id}-hint`} class={styles.hint}>
          {hint}
        </div>
      )}
      {error && (
        <div id={`${id}-error`} class={styles.error} role="alert">
          <Icon name="error" size={16} />
          <span>{error}</span>
        </div>
      )}
    </div>
  );
};

type InputAttributes = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  | 'autocomplete'
  | 'autocapitalize'
  | 'autofocus'
  | 'inputMode'
  | 'maxLength'
  | 'min'
  | 'max'
  | 'step'
  | 'name'
  | 'placeholder'
  | 'required'
  | 'disabled'
  | 'readOnly'
  | 'dir'
>;

interface TextInputProps extends FieldProps, InputAttributes {
  value: string;
  onValue: (value: string) => void;
  type?: 'text' | 'password' | 'number' | 'url' | 'date';
  mono?: boolean;
  /** What there is to choose from; anything else can be typed as well. */
  choices?: readonly string[];
  /** Stands inside the control, at its end. */
  trailing?: ComponentChildren;
}

export const TextInput = (props: TextInputProps) => {
  const { label, hint, error, optional, hideLabel, value, onValue, mono, trailing, type, choices, ...rest } =
    props;
  const list = useId();
  return (
    <Field {...{ label, hint, error, optional: optional ?? false, hideLabel: hideLabel ?? false }}>
      {(wiring) => (
        <div class={cx(styles.box, Boolean(trailing) && styles.withTrailing)}>
          <input
            spellcheck={false}
            // Preact's types know each kind of input apart; ours have no roles, so one stands for all.
            type={(type ?? 'text') as 'text'}
            {...rest}
            {...wiring}
            {...(choices && { list })}
            class={cx(styles.control, mono && styles.mono)}
            value={value}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
          {choices && (
            <datalist id={list}>
              {choices.map((choice) => (
                <option key={choice} value={choice} />
              ))}
            </datalist>
          )}
          {trailing && <div class={styles.trailing}>{trailing}</div>}
        </div>
      )}
    </Field>
  );
};

/** A password that can be looked at before it is sent. */
export const PasswordInput = (props: Omit<TextInputProps, 'type' | 'trailing'>) => {
  const [shown, setShown] = useState(false);
  return (
    <TextInput
      {...props}
      type={shown ? 'text' : 'password'}
      autocapitalize="off"
      trailing={
        <IconButton
          icon={shown ? 'eyeOff' : 'eye'}
          label={t(shown ? 'field.hidePassword' : 'field.showPassword')}
          pressed={shown}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
};

interface TextAreaProps extends FieldProps {
  value: string;
  onValue: (value: string) => void;
  rows?: number;
  mono?: boolean;
  placeholder?: string;
}

export const TextArea = (props: TextAreaProps) => {
  const { value, onValue, rows = 4, mono, placeholder, ...field } = props;
  return (
    <Field {...field}>
      {(wiring) => (
        <textarea
          {...wiring}
          class={cx(styles.control, styles.area, mono && styles.mono)}
          rows={rows}
          placeholder={placeholder}
          spellcheck={false}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
};

interface SelectProps<Value extends string> extends FieldProps {
  value: Value;
  onValue: (value: Value) => void;
  options: readonly { value: Value; label: string }[];
  disabled?: boolean;
}

export const Select = <Value extends string>(props: SelectProps<Value>) => {
  const { value, onValue, options, disabled = false, ...field } = props;
  return (
    <Field {...field}>
      {(wiring) => (
        <div class={styles.box}>
          <select
            {...wiring}
            class={cx(styles.control, styles.select)}
            disabled={disabled}
            value={value}
            onChange={(event) => onValue(event.currentTarget.value as Value)}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevronDown" size={16} class={styles.chevron} />
        </div>
      )}
    </Field>
  );
};

interface ToggleProps {
  label: string;
  hint?: ComponentChildren;
  checked: boolean;
  onValue: (checked: boolean) => void;
  disabled?: boolean;
}

const Toggle = (props: ToggleProps & { isSwitch: boolean }) => {
  const { label, hint, checked, onValue, disabled = false, isSwitch } = props;
  const id = useId();
  return (
    <div class={styles.toggle}>
      <input
        id={id}
        type="checkbox"
        role={isSwitch ? 'switch' : undefined}
        class={isSwitch ? styles.switch : styles.check}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onValue(event.currentTarget.checked)}
      />
      <div class={styles.toggleText}>
        <label for={id}>{label}</label>
        {hint && (
          <div id={`${id}-hint`} class={styles.hint}>
            {hint}
          </div>
        )}
      </div>
    </div>
  );
};

/** Takes effect with its form. */
export const Checkbox = (props: ToggleProps) => <Toggle {...props} isSwitch={false} />;

/** Takes effect at once. */
export const Switch = (props: ToggleProps) => <Toggle {...props} isSwitch={true} />;
