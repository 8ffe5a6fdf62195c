import { type Collection, describeCollection, listCollections } from '../../api/aws/rekognition';
import { type Resource, useResource } from '../../data';
import { formatDate, formatNumber, t } from '../../i18n';
import { can } from '../../session';
import { Card, Clip, ErrorBanner, SkeletonRows, Table } from '../../ui';
import { peoplePath } from '../people/paths';
import { collectionPath } from '../setup/collections/paths';

export interface CollectionRow extends Collection {
  id: string;
}

/** One request for each; beyond this many the overview would ask more than it tells. */
const DESCRIBED_MAX = 50;

export const useCollections = (): Resource<CollectionRow[]> =>
  useResource(async (signal) => {
    if (!can('ListCollections')) return [];
    const options = { signal, background: true };
    const ids = (await listCollections(options)).slice(0, DESCRIBED_MAX);
    return Promise.all(ids.map(async (id) => ({ id, ...(await describeCollection(id, options)) })));
  }, []);

const columns = () =>
  [
    {
      key: 'id',
      header: t('collections.name'),
      cell: (row: CollectionRow) =>
        can('list_people') ? (
          // Faces that a program indexed belong to nobody: they are shown with the collection itself.
          <a
            href={row.UserCount === 0 && row.FaceCount > 0 ? collectionPath(row.id) : peoplePath('', row.id)}
          >
            <Clip text={row.id} />
          </a>
        ) : (
          <Clip text={row.id} />
        ),
    },
    {
      key: 'people',
      header: t('collections.people'),
      align: 'end',
      cell: (row: CollectionRow) => formatNumber(row.UserCount),
    },
    {
      key: 'faces',
      header: t('collections.faces'),
      align: 'end',
      cell: (row: CollectionRow) => formatNumber(row.FaceCount),
    },
    {
      key: 'model',
      header: t('collections.model'),
      align: 'end',
      cell: (row: CollectionRow) => row.FaceModelVersion,
    },
    {
      key: 'created',
      header: t('collections.created'),
      align: 'end',
      cell: (row: CollectionRow) => formatDate(row.CreationTimestamp * 1000),
    },
  ] as const;

export const CollectionsCard = ({ collections }: { collections: Resource<CollectionRow[]> }) => (
  <Card title={t('collections.title')} flush>
    {collections.error && <ErrorBanner problem={collections.error} onRetry={collections.reload} />}
    {collections.data ? (
      <Table
        caption={t('collections.title')}
        columns={columns()}
        rows={collections.data}
        rowKey={(row) => row.id}
      />
    ) : (
      collections.loading && <SkeletonRows rows={2} />
    )}
  </Card>
);
