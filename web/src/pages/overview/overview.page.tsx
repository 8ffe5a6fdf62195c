import { getMetrics } from '../../api/metrics';
import { getServer } from '../../api/server';
import { usePoll } from '../../data';
import { t } from '../../i18n';
import { can } from '../../session';
import { Columns, ErrorBanner, Page } from '../../ui';
import { StartOffer } from '../start/StartOffer';
import { CollectionsCard, useCollections } from './Collections';
import { history, keep } from './history';
import { LiveTiles, Totals } from './LiveTiles';
import { OperationsCard } from './OperationsCard';
import { ServerCard } from './ServerCard';

const POLL_MS = 5000;
const SERVER_POLL_MS = 30_000;

const Overview = () => {
  const mayList = can('ListCollections');
  const mayMeasure = can('metrics');
  const collections = useCollections();
  const metrics = usePoll(async (signal) => keep(await getMetrics(signal)), POLL_MS, mayMeasure);
  const server = usePoll((signal) => getServer({ signal, background: true }), SERVER_POLL_MS);
  const { last, moments } = history.value;
  const serverCard = (
    <ServerCard server={server.data} error={server.error} snapshot={mayMeasure ? last : undefined} />
  );

  // Whoever may list nothing may measure nothing either.
  if (!mayList) {
    return (
      <Page title={t('overview.title')} narrow>
        {serverCard}
      </Page>
    );
  }
  return (
    <Page title={t('overview.title')}>
      {metrics.error && metrics.error.code !== 'unreachable' && (
        <ErrorBanner title={t('overview.metricsFailed')} problem={metrics.error} />
      )}
      {collections.data?.every((row) => row.UserCount === 0) && <StartOffer />}
      <Totals collections={collections} />
      {mayMeasure && <LiveTiles moments={moments} />}
      <Columns
        main={
          <>
            <CollectionsCard collections={collections} />
            {mayMeasure && <OperationsCard snapshot={last} />}
          </>
        }
        side={serverCard}
      />
    </Page>
  );
};

export default Overview;
