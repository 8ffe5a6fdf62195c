import { useState } from 'preact/hooks';
import { type Collection, describeCollection, listCollections } from '../../../api/aws/rekognition';
import { getServer } from '../../../api/server';
import { useResource } from '../../../data';
import { formatDate, formatNumber, t } from '../../../i18n';
import { can } from '../../../session';
import { Badge, Button, Clip, type Column, EmptyState, Page, toast } from '../../../ui';
import { ListCard } from '../../shared/ListCard';
import { forMany } from '../shared/many';
import { RowMenu } from '../shared/RowMenu';
import { CreateCollection } from './CreateCollection';
import { DeleteCollection } from './DeleteCollection';
import { collectionPath } from './paths';

export interface CollectionRow extends Collection {
  id: string;
}

/** Faces of another model's collection are not found until the pack that made it runs again. */
const modelOf = (version: string, running: string | undefined) =>
  running === undefined || version === running ? (
    version
  ) : (
    <Badge tone="warning" icon="alert">
      {t('collections.otherModel', { version })}
    </Badge>
  );

const columnsOf = (
  running: string | undefined,
  onDelete: (row: CollectionRow) => void,
): Column<CollectionRow>[] => [
  {
    key: 'id',
    header: t('collections.name'),
    cell: (row) => (
      <a href={collectionPath(row.id)}>
        <Clip text={row.id} strong />
      </a>
    ),
  },
  {
    key: 'people',
    header: t('collections.people'),
    align: 'end',
    cell: (row) => formatNumber(row.UserCount),
  },
  { key: 'faces', header: t('collections.faces'), align: 'end', cell: (row) => formatNumber(row.FaceCount) },
  {
    key: 'model',
    header: t('collections.model'),
    align: 'end',
    cell: (row) => modelOf(row.FaceModelVersion, running),
  },
  {
    key: 'created',
    header: t('collections.created'),
    align: 'end',
    cell: (row) => formatDate(row.CreationTimestamp * 1000),
  },
  {
    key: 'menu',
    header: t('setup.actions'),
    hideHeader: true,
    align: 'end',
    cell: (row) => (
      <RowMenu
        name={row.id}
        items={
          can('DeleteCollection')
            ? [
                {
                  key: 'delete',
                  label: t('setup.deleteIt'),
                  icon: 'trash',
                  danger: true,
                  onSelect: () => onDelete(row),
                },
              ]
            : []
        }
      />
    ),
  },
];

const Collections = () => {
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<CollectionRow>();
  const collections = useResource(
    async (signal) =>
      forMany(await listCollections({ signal }), async (id) => ({
        id,
        ...(await describeCollection(id, { signal })),
      })),
    [],
  );
  const server = useResource((signal) => getServer({ signal }), []);

  const create = can('CreateCollection') && (
    <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
      {t('collections.create')}
    </Button>
  );
  return (
    <Page
      title={t('collections.title')}
      lead={t('collections.lead')}
      back={{ href: '/ui/setup', label: t('nav.setup') }}
      actions={create}
    >
      <ListCard
        caption={t('collections.title')}
        columns={columnsOf(server.data?.face_model_version, setDeleting)}
        rows={collections.data}
        rowKey={(row) => row.id}
        loading={collections.loading}
        error={collections.error}
        onReload={collections.reload}
        empty={<EmptyState icon="collection" title={t('collections.empty')} />}
      />
      {creating && (
        <CreateCollection
          taken={collections.data?.map((row) => row.id) ?? []}
          onClose={() => setCreating(false)}
          onCreated={(id) => {
            setCreating(false);
            toast(t('collections.madeToast', { id }));
            collections.reload();
          }}
        />
      )}
      {deleting && (
        <DeleteCollection
          collection={deleting}
          onClose={() => setDeleting(undefined)}
          onDeleted={() => {
            setDeleting(undefined);
            toast(t('collections.goneToast', { id: deleting.id }));
            collections.reload();
          }}
        />
      )}
    </Page>
  );
};

export default Collections;
