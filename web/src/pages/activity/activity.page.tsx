import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { AuditEvent } from '../../api/events';
import { t } from '../../i18n';
import { can } from '../../session';
import { Button, Page, useHolding } from '../../ui';
import { useActors } from '../shared/useActors';
import { useCollectionIds } from '../shared/useCollectionIds';
import { ChartCard, type Span } from './ChartCard';
import { dayOf, lastDays } from './days';
import { EventDetail } from './EventDetail';
import { EventRow } from './EventRow';
import { ExportEvents } from './ExportEvents';
import { FeedCard } from './FeedCard';
import { FilterCard } from './FilterCard';
import { activityPath, type Filter, isFiltered, readFilter } from './filter';
import type { NameBook } from './names';
import { useCounts } from './useCounts';
import { useFeed } from './useFeed';

const Activity = () => {
  const { query, route } = useLocation();
  const filter = readFilter(query);
  const [span, setSpan] = useState<Span>(30);
  const [paused, setPaused] = useState(false);
  const [opened, setOpened] = useState<AuditEvent>();
  const [exporting, setExporting] = useState(false);
  const names = useRef<NameBook>(new Map()).current;

  const reading = useHolding();
  const feed = useFeed(filter, paused || reading.holding);
  const actors = useActors();
  const days = lastDays(span, new Date());
  const counts = useCounts(days, filter.collection, feed.events[0]?.id);
  const collections = useCollectionIds();

  const change = (by: Partial<Filter>) => route(activityPath({ ...filter, ...by }), true);
  const seen = (counts.data ?? []).map(({ action }) => action);

  return (
    <Page
      title={t('activity.title')}
      actions={
        <Button icon="download" onClick={() => setExporting(true)}>
          {t('activity.export')}
        </Button>
      }
    >
      {can('count_events') && (
        <ChartCard
          counts={counts}
          days={days}
          span={span}
          onSpan={setSpan}
          filter={filter}
          onFilter={change}
        />
      )}
      <FilterCard filter={filter} onFilter={change} seen={seen} collections={collections} names={names} />
      <FeedCard
        feed={feed}
        reading={reading}
        paused={paused}
        onPause={setPaused}
        past={filter.to !== undefined && filter.to < dayOf(new Date())}
        filtered={isFiltered(filter)}
        row={(event, tabIndex) => (
          <EventRow
            event={event}
            tabIndex={tabIndex}
            names={names}
            actors={actors}
            onOpen={() => setOpened(event)}
          />
        )}
      />
      {opened && (
        <EventDetail
          event={opened}
          names={names}
          actors={actors}
          onPerson={(collection, person) => {
            setOpened(undefined);
            change({ collection, person });
          }}
          onClose={() => setOpened(undefined)}
        />
      )}
      {exporting && <ExportEvents filter={filter} actors={actors} onClose={() => setExporting(false)} />}
    </Page>
  );
};

export default Activity;
