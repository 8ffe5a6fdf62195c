import { useState } from 'preact/hooks';
import { getSettings } from '../../api/settings';
import { useResource } from '../../data';
import { t } from '../../i18n';
import { Columns, Page, Tabs } from '../../ui';
import { ClosedReviews } from './ClosedReviews';
import { OpenReviews } from './OpenReviews';
import { SettingsCard } from './SettingsCard';
import { useReviews } from './useReviews';

const TABS = ['open', 'closed'] as const;

const Review = () => {
  const [tab, setTab] = useState<(typeof TABS)[number]>('open');
  const reviews = useReviews('open');
  const settings = useResource((signal) => getSettings(signal), []);

  return (
    <Page title={t('review.title')} lead={t('review.lead')}>
      <div>
        <Tabs
          label={t('review.title')}
          tabs={TABS.map((key) => ({ key, label: t(`review.${key}`) }))}
          current={tab}
          onSelect={setTab}
        >
          {tab === 'open' ? (
            <Columns
              main={<OpenReviews reviews={reviews} settings={settings.data} />}
              side={<SettingsCard settings={settings} />}
            />
          ) : (
            <ClosedReviews />
          )}
        </Tabs>
      </div>
    </Page>
  );
};

export default Review;
