import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import styles from './Button.module.css';
import { cx } from './cx';
import { Icon, type IconName } from './icons';
import { Spinner } from './Spinner';

type Variant = 'primary' | 'secondary' | 'quiet' | 'danger';

interface LookProps {
  variant?: Variant;
  icon?: IconName | undefined;
  /** Takes the whole width of what it stands in. */
  wide?: boolean;
  children: ComponentChildren;
}

interface ButtonProps extends LookProps {
  type?: 'button' | 'submit';
  /** At work: shows it, and does nothing when pressed. */
  busy?: boolean;
  disabled?: boolean;
  onClick?: (event: TargetedMouseEvent<HTMLButtonElement>) => void;
  form?: string;
  id?: string;
  autofocus?: boolean;
}

const lookOf = ({ variant = 'secondary', wide }: LookProps) =>
  cx(styles.button, styles[variant], wide && styles.wide);

const Content = ({ icon, busy, children }: LookProps & { busy?: boolean }) => (
  <>
    {busy ? <Spinner size={18} /> : icon && <Icon name={icon} size={18} />}
    <span>{children}</span>
  </>
);

export const Button = (props: ButtonProps) => {
  const { type = 'button', busy = false, disabled = false, onClick, form, id, autofocus } = props;
  return (
    <button
      id={id}
      type={type}
      form={form}
      class={lookOf(props)}
      disabled={disabled}
      autofocus={autofocus}
      aria-busy={busy}
      aria-disabled={busy}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      <Content {...props} />
    </button>
  );
};

/** A link that looks like a button: it leads somewhere. */
export const ButtonLink = (props: LookProps & { href: string }) => (
  <a class={lookOf(props)} href={props.href}>
    <Content {...props} />
  </a>
);

interface IconButtonProps {
  icon: IconName;
  /** Said to those who do not see the icon, and shown as its title. */
  label: string;
  onClick?: (event: TargetedMouseEvent<HTMLButtonElement>) => void;
  disabled?: boolean;
  size?: number;
  class?: string | undefined;
  pressed?: boolean;
}

export const IconButton = ({ icon, label, size = 18, class: extra, pressed, ...rest }: IconButtonProps) => (
  <button
    type="button"
    class={cx(styles.icon, extra)}
    aria-label={label}
    title={label}
    aria-pressed={pressed}
    {...rest}
  >
    <Icon name={icon} size={size} />
  </button>
);
