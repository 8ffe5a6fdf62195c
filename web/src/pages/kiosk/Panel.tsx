import type { ComponentChildren } from 'preact';
import { type Hint, iconOf, toneOf } from '../../camera';
import { problemText, t } from '../../i18n';
import { cx, Icon, type IconName, Spinner } from '../../ui';
import { Clock } from './Clock';
import styles from './kiosk.module.css';
import type { Door } from './useDoor';

interface PanelProps {
  door: Door;
  offline: boolean;
  cameraLost: boolean;
}

interface SayingProps {
  icon: IconName;
  tone?: 'todo' | 'good' | 'waiting';
  children: ComponentChildren;
}

const Saying = ({ icon, tone = 'waiting', children }: SayingProps) => (
  <p class={cx(styles.saying, styles[tone])}>
    <span class={styles.sayingIcon}>
      <Icon name={icon} size={36} strokeWidth={2} />
    </span>
    <span>{children}</span>
  </p>
);

const Hinting = ({ hint }: { hint: Hint }) => (
  <Saying icon={iconOf(hint)} tone={toneOf(hint)}>
    {t(`face.hint.${hint}`)}
  </Saying>
);

const Content = ({ door, offline, cameraLost }: PanelProps) => {
  const { phase, hint, idle } = door;
  if (offline) return <Saying icon="offline">{t('kiosk.offline')}</Saying>;
  if (phase.name === 'failed') {
    return (
      <Saying icon="alert" tone="todo">
        {problemText(phase.error)}
      </Saying>
    );
  }
  if (phase.name === 'asking') {
    return (
      <p class={cx(styles.saying, styles.good)}>
        <span class={styles.sayingIcon}>
          <Spinner size={36} />
        </span>
        <span>{t('kiosk.asking')}</span>
      </p>
    );
  }
  if (cameraLost) return null;
  return idle ? <Saying icon="authenticate">{t('kiosk.prompt')}</Saying> : <Hinting hint={hint} />;
};

/** Beside or below the picture: what to do, or the time of day. */
export const Panel = (props: PanelProps) => {
  const { door, offline, cameraLost } = props;
  const resting = offline || cameraLost || (door.idle && door.phase.name === 'watching');
  return (
    <div class={styles.panel}>
      {resting && <Clock />}
      <Content {...props} />
    </div>
  );
};
