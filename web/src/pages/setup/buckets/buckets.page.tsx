import { useState } from 'preact/hooks';
import {
  type Bucket,
  createBucket,
  DELETE_MAX,
  deleteBucket,
  listBuckets,
  listObjects,
} from '../../../api/aws/s3';
import { type Intake, listIntakes } from '../../../api/intakes';
import { SYSTEM_BUCKET } from '../../../api/uploads';
import { useAction, useResource } from '../../../data';
import { formatDate, t } from '../../../i18n';
import { can } from '../../../session';
import {
  Badge,
  Button,
  Clip,
  type Column,
  CopyAs,
  EmptyState,
  ErrorBanner,
  Page,
  TextInput,
  toast,
} from '../../../ui';
import { FormDialog } from '../../shared/FormDialog';
import { ListCard } from '../../shared/ListCard';
import { boto3, cli, py, shellWord } from '../../shared/samples';
import styles from '../../shared/shared.module.css';
import { orNone } from '../shared/many';
import { RowMenu } from '../shared/RowMenu';
import { DeleteBucket } from './DeleteObjects';
import { bucketPath, isBucketName } from './paths';

interface Doomed {
  bucket: string;
  count: number;
  more: boolean;
}

const Purpose = ({ bucket, intakes }: { bucket: string; intakes: readonly Intake[] }) => {
  const own = intakes.filter((intake) => intake.bucket === bucket && !intake.source);
  return (
    <span class={styles.row}>
      {bucket === SYSTEM_BUCKET && <Badge>{t('buckets.system')}</Badge>}
      {own.map((intake) => (
        <Badge key={intake.name} tone="accent" icon="intake">
          <Clip text={t('buckets.intake', { name: intake.name })} />
        </Badge>
      ))}
    </span>
  );
};

const CreateBucket = ({ onClose, onCreated }: { onClose: () => void; onCreated: (name: string) => void }) => {
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const shown = name || 'photos';
  return (
    <FormDialog
      title={t('buckets.create')}
      action={t('buckets.create')}
      check={() => {
        setTried(true);
        return isBucketName(name);
      }}
      onSubmit={async () => {
        await createBucket(name);
        onCreated(name);
      }}
      onClose={onClose}
      after={
        <CopyAs
          samples={[
            cli(`s3 mb ${shellWord(`s3://${shown}`)}`),
            boto3('s3', `s3.create_bucket(Bucket=${py(shown)})`),
          ]}
        />
      }
    >
      <TextInput
        label={t('buckets.name')}
        hint={t('buckets.nameRule')}
        value={name}
        onValue={setName}
        error={tried && !isBucketName(name) ? t('buckets.nameWrong') : undefined}
        autocomplete="off"
        autocapitalize="off"
        autofocus
        maxLength={63}
      />
    </FormDialog>
  );
};

const columnsOf = (intakes: readonly Intake[], onDelete: (bucket: string) => void): Column<Bucket>[] => [
  {
    key: 'name',
    header: t('buckets.one'),
    cell: ({ name }) => (
      <a href={bucketPath(name)}>
        <Clip text={name} strong />
      </a>
    ),
  },
  {
    key: 'purpose',
    header: t('buckets.purpose'),
    cell: ({ name }) => <Purpose bucket={name} intakes={intakes} />,
  },
  {
    key: 'created',
    header: t('collections.created'),
    align: 'end',
    cell: ({ createdAt }) => formatDate(createdAt),
  },
  {
    key: 'menu',
    header: t('setup.actions'),
    hideHeader: true,
    align: 'end',
    cell: ({ name }) => (
      <RowMenu
        name={name}
        items={
          can('DeleteBucket') && name !== SYSTEM_BUCKET
            ? [
                {
                  key: 'delete',
                  label: t('setup.deleteIt'),
                  icon: 'trash',
                  danger: true,
                  onSelect: () => onDelete(name),
                },
              ]
            : []
        }
      />
    ),
  },
];

const Buckets = () => {
  const [creating, setCreating] = useState(false);
  const [doomed, setDoomed] = useState<Doomed>();
  const buckets = useResource(listBuckets, []);
  const intakes = useResource(async (signal) => (can('list_intakes') ? orNone(listIntakes(signal)) : []), []);
  const ask = useAction(async (bucket: string) => {
    const page = await listObjects(bucket, { flat: true, pageSize: DELETE_MAX });
    setDoomed({ bucket, count: page.objects.length, more: page.nextToken !== undefined });
  });

  return (
    <Page
      title={t('buckets.title')}
      lead={t('buckets.lead')}
      back={{ href: '/ui/setup', label: t('nav.setup') }}
      actions={
        can('CreateBucket') && (
          <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
            {t('buckets.create')}
          </Button>
        )
      }
    >
      {ask.error && <ErrorBanner problem={ask.error} />}
      <ListCard
        caption={t('buckets.title')}
        columns={columnsOf(intakes.data ?? [], ask.run)}
        rows={buckets.data}
        rowKey={(bucket) => bucket.name}
        loading={buckets.loading}
        error={buckets.error}
        onReload={buckets.reload}
        empty={
          <EmptyState icon="bucket" title={t('buckets.none')}>
            {t('buckets.noneLead')}
          </EmptyState>
        }
      />
      {creating && (
        <CreateBucket
          onClose={() => setCreating(false)}
          onCreated={(name) => {
            setCreating(false);
            toast(t('buckets.madeToast', { name }));
            buckets.reload();
          }}
        />
      )}
      {doomed && (
        <DeleteBucket
          {...doomed}
          remove={() => deleteBucket(doomed.bucket)}
          onClose={() => {
            setDoomed(undefined);
            buckets.reload();
          }}
          onDeleted={() => {
            setDoomed(undefined);
            toast(t('buckets.goneToast', { name: doomed.bucket }));
            buckets.reload();
          }}
        />
      )}
    </Page>
  );
};

export default Buckets;
