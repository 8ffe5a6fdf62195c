import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { UploadFilter, UploadState } from '../../api/uploads';
import { t } from '../../i18n';
import { can } from '../../session';
import { Button, Page, Tabs, useHolding } from '../../ui';
import { Deliveries } from '../setup/webhooks/Deliveries';
import { useCollectionIds } from '../shared/useCollectionIds';
import { CreateLink } from './CreateLink';
import { InvocationsTab } from './InvocationsTab';
import { STATES } from './state';
import { UploadsTab } from './UploadsTab';
import { useUploads } from './useUploads';

const TABS = ['uploads', 'deliveries', 'invocations'] as const;
type Tab = (typeof TABS)[number];

const mayOpen = (tab: Tab) => tab === 'uploads' || can(`list_${tab}`);

const oneOf = <Value extends string>(values: readonly Value[], text: string | undefined) =>
  values.find((value) => value === text);

const pathOf = (tab: Tab, filter: UploadFilter) => {
  const entries = Object.entries({ tab: tab === 'uploads' ? '' : tab, ...filter }).filter(
    (entry): entry is [string, string] => Boolean(entry[1]),
  );
  return entries.length === 0 ? '/ui/uploads' : `/ui/uploads?${new URLSearchParams(entries)}`;
};

const Uploads = () => {
  const { query, route } = useLocation();
  const tabs = TABS.filter(mayOpen);
  const tab = oneOf(tabs, query.tab) ?? 'uploads';
  const filter: UploadFilter = {
    state: oneOf<UploadState>(STATES, query.state),
    intake: query.intake || undefined,
    bucket: query.bucket || undefined,
  };
  const [creating, setCreating] = useState(false);
  const reading = useHolding();
  const uploads = useUploads(filter, reading.holding);
  const collections = useCollectionIds();
  const create = can('create_upload') ? () => setCreating(true) : undefined;

  return (
    <Page
      title={t('uploads.title')}
      lead={t('uploads.lead')}
      actions={
        create && (
          <Button variant="primary" icon="plus" onClick={create}>
            {t('uploads.create')}
          </Button>
        )
      }
    >
      <div>
        <Tabs<Tab>
          label={t('uploads.title')}
          tabs={tabs.map((key) => ({ key, label: t(`uploads.${key}`) }))}
          current={tab}
          onSelect={(next) => route(pathOf(next, {}), true)}
        >
          {tab === 'uploads' && (
            <UploadsTab
              uploads={uploads}
              reading={reading}
              filter={filter}
              onFilter={(next) => route(pathOf('uploads', next), true)}
              onCreate={create}
            />
          )}
          {tab === 'deliveries' && <Deliveries names={[]} />}
          {tab === 'invocations' && <InvocationsTab />}
        </Tabs>
      </div>
      {creating && (
        <CreateLink collections={collections} latest={uploads.latest} onClose={() => setCreating(false)} />
      )}
    </Page>
  );
};

export default Uploads;
