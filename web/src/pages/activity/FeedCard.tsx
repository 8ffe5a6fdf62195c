import type { ComponentChildren } from 'preact';
import type { AuditEvent } from '../../api/events';
import { plural, t } from '../../i18n';
import {
  Badge,
  Button,
  Card,
  EmptyState,
  ErrorBanner,
  LoadMore,
  NewPill,
  type Reading,
  SkeletonRows,
  useMediaQuery,
  VirtualList,
} from '../../ui';
import styles from './activity.module.css';
import type { Connection, Feed } from './useFeed';

interface FeedCardProps {
  feed: Feed;
  reading: Reading;
  paused: boolean;
  onPause: (paused: boolean) => void;
  /** The range ends before today: nothing new will come. */
  past: boolean;
  filtered: boolean;
  row: (event: AuditEvent, tabIndex: 0 | -1) => ComponentChildren;
}

const ROW = 52;
const ROW_NARROW = 68;

const State = ({ connection, paused }: { connection: Connection; paused: boolean }) => {
  if (paused) return <Badge icon="pause">{t('activity.paused')}</Badge>;
  if (connection === 'live') {
    return (
      <Badge tone="success" icon="activity">
        {t('activity.live')}
      </Badge>
    );
  }
  if (connection === 'off') return <Badge>{t('activity.notLive')}</Badge>;
  return (
    <Badge tone="warning" icon="refresh">
      {t(connection === 'lost' ? 'activity.reconnecting' : 'activity.connecting')}
    </Badge>
  );
};

export const FeedCard = ({ feed, reading, paused, onPause, past, filtered, row }: FeedCardProps) => {
  const { events, page, connection, waiting } = feed;
  const rowHeight = useMediaQuery('(max-width: 720px)') ? ROW_NARROW : ROW;

  const show = () => {
    feed.showWaiting();
    reading.toTop();
  };
  return (
    <Card
      title={t('activity.events')}
      actions={
        !past && (
          <>
            <State connection={connection} paused={paused} />
            {connection !== 'off' && (
              <Button variant="quiet" icon={paused ? 'play' : 'pause'} onClick={() => onPause(!paused)}>
                {t(paused ? 'activity.resume' : 'activity.pause')}
              </Button>
            )}
          </>
        )
      }
      flush
    >
      <div ref={reading.mark} />
      {waiting > 0 && <NewPill text={plural('activity.new', waiting)} onClick={show} />}
      {page.error && (
        <div class={styles.inset}>
          <ErrorBanner problem={page.error} onRetry={page.retry} />
        </div>
      )}
      <div {...reading.watch}>
        <VirtualList
          label={t('activity.events')}
          count={events.length}
          rowHeight={rowHeight}
          rowKey={(index) => events[index]?.id ?? String(index)}
          row={(index, tabIndex) => {
            const event = events[index];
            return event && row(event, tabIndex);
          }}
          more={page.more && events.length > 0 && !page.error}
          onMore={page.loadMore}
          tail={<LoadMore more busy={page.loading} onMore={page.loadMore} />}
        />
      </div>
      {events.length === 0 && page.loading && <SkeletonRows rows={8} height={rowHeight} />}
      {events.length === 0 && !page.loading && !page.error && (
        <EmptyState
          icon={filtered ? 'search' : 'activity'}
          title={t(
            page.more ? 'activity.emptySoFar' : filtered ? 'activity.emptyFiltered' : 'activity.empty',
          )}
          action={page.more && <Button onClick={page.loadMore}>{t('activity.lookFurther')}</Button>}
        >
          {t(
            page.more
              ? 'activity.emptySoFarHint'
              : filtered
                ? 'activity.emptyFilteredHint'
                : 'activity.emptyHint',
          )}
        </EmptyState>
      )}
    </Card>
  );
};
