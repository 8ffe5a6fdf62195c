import { listTables } from '../../api/aws/dynamodb';
import { listFunctions } from '../../api/aws/lambda';
import { listCollections } from '../../api/aws/rekognition';
import { listBuckets } from '../../api/aws/s3';
import { listIntakes } from '../../api/intakes';
import { listWebhooks } from '../../api/webhooks';
import { useResource } from '../../data';
import { formatNumber, problemText, t } from '../../i18n';
import { can, type Operation } from '../../session';
import { ButtonLink, Icon, type IconName, Page, Skeleton } from '../../ui';
import styles from './setup.module.css';

interface Part {
  key: 'intakes' | 'collections' | 'buckets' | 'tables' | 'functions' | 'webhooks';
  icon: IconName;
  needs: Operation;
  count: (signal: AbortSignal) => Promise<readonly unknown[]>;
}

const PARTS: readonly Part[] = [
  { key: 'intakes', icon: 'intake', needs: 'list_intakes', count: listIntakes },
  {
    key: 'collections',
    icon: 'collection',
    needs: 'ListCollections',
    count: (signal) => listCollections({ signal }),
  },
  { key: 'buckets', icon: 'bucket', needs: 'ListBuckets', count: listBuckets },
  { key: 'tables', icon: 'table', needs: 'ListTables', count: (signal) => listTables({ signal }) },
  { key: 'functions', icon: 'function', needs: 'ListFunctions', count: listFunctions },
  { key: 'webhooks', icon: 'webhook', needs: 'list_webhooks', count: listWebhooks },
];

/** How many there are. */
const Count = ({ part }: { part: Part }) => {
  const counted = useResource(async (signal) => (await part.count(signal)).length, [part.key]);
  if (counted.loading) return <Skeleton width={28} height={24} />;
  if (counted.error) {
    return (
      <span class={styles.failed} title={problemText(counted.error)}>
        <Icon name="error" size={18} />
        {t('setup.notCounted')}
      </span>
    );
  }
  return <>{formatNumber(counted.data ?? 0)}</>;
};

const Setup = () => (
  <Page
    title={t('nav.setup')}
    lead={t('setup.lead')}
    actions={
      can('register_person') && (
        <ButtonLink href="/ui/start" icon="play">
          {t('setup.guide')}
        </ButtonLink>
      )
    }
  >
    <ul class={styles.parts}>
      {PARTS.filter((part) => can(part.needs)).map((part) => (
        <li key={part.key}>
          <a class={styles.part} href={`/ui/setup/${part.key}`}>
            <span class={styles.icon}>
              <Icon name={part.icon} size={22} />
            </span>
            <span class={styles.count}>
              <Count part={part} />
            </span>
            <span class={styles.title}>{t(`${part.key}.title`)}</span>
            <span class={styles.lead}>{t(`${part.key}.lead`)}</span>
          </a>
        </li>
      ))}
    </ul>
  </Page>
);

export default Setup;
