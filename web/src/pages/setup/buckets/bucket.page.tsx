import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { t } from '../../../i18n';
import { can } from '../../../session';
import { Page, Tabs } from '../../../ui';
import { CorsRules } from './CorsRules';
import { Notifications } from './Notifications';
import { Objects } from './Objects';

const VIEWS = ['objects', 'notifications', 'cors'] as const;
type View = (typeof VIEWS)[number];

const BucketPage = () => {
  const { params, query } = useRoute();
  const bucket = params.bucket ?? '';
  const [view, setView] = useState<View>('objects');
  const views = VIEWS.filter(
    (one) =>
      one === 'objects' || can(one === 'cors' ? 'GetBucketCors' : 'GetBucketNotificationConfiguration'),
  );
  return (
    <Page title={bucket} back={{ href: '/ui/setup/buckets', label: t('buckets.title') }}>
      <div>
        <Tabs
          label={t('buckets.views')}
          tabs={views.map((key) => ({ key, label: t(`buckets.view.${key}`) }))}
          current={view}
          onSelect={setView}
        >
          {view === 'objects' && <Objects key={bucket} bucket={bucket} prefix={query.prefix ?? ''} />}
          {view === 'notifications' && <Notifications key={bucket} bucket={bucket} />}
          {view === 'cors' && <CorsRules key={bucket} bucket={bucket} />}
        </Tabs>
      </div>
    </Page>
  );
};

export default BucketPage;
