import { formatClock, formatExactTime, plural, t } from '../../../i18n';
import { Badge, Button, Spinner } from '../../../ui';
import { prettyJson } from '../request/answer';
import type { Live } from '../request/useCall';
import styles from './try.module.css';

/** A stream while it runs, the newest first; and what it had said, once it has ended. */
export const LiveView = ({ live, onStop }: { live: Live; onStop: () => void }) => (
  <section class={styles.answer} aria-label={t('docs.live')}>
    <div class={styles.answerHead}>
      <Badge tone={live.state === 'on' ? 'success' : 'neutral'} icon={live.state === 'on' ? 'play' : 'pause'}>
        {t(`docs.live.${live.state}`)}
      </Badge>
      <span class={styles.note}>{plural('docs.live.count', live.count)}</span>
      {live.state === 'on' && (
        <span class={styles.download}>
          <Button icon="pause" onClick={onStop}>
            {t('docs.live.stop')}
          </Button>
        </span>
      )}
    </div>
    {live.messages.length === 0 && live.state === 'on' && (
      <p class={styles.waiting}>
        <Spinner size={16} />
        {t('docs.live.waiting')}
      </p>
    )}
    {live.messages.length > 0 && (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      <ol class={styles.messages} tabIndex={0} aria-label={t('docs.live.messages')}>
        {live.messages.map((message) => (
          <li key={message.number}>
            <div class={styles.messageHead}>
              <code>{message.event}</code>
              <span class={styles.note}>{message.id}</span>
              <time dateTime={message.at} title={formatExactTime(message.at)} class={styles.note}>
                {formatClock(message.at)}
              </time>
            </div>
            <pre dir="ltr">{prettyJson(message.data).text}</pre>
          </li>
        ))}
      </ol>
    )}
  </section>
);
