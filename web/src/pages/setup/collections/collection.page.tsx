import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { describeCollection } from '../../../api/aws/rekognition';
import { useResource } from '../../../data';
import { formatDate, formatNumber, t } from '../../../i18n';
import { can } from '../../../session';
import { Button, ButtonLink, Card, Columns, ErrorBanner, Facts, Page, Skeleton, toast } from '../../../ui';
import { peoplePath } from '../../people/paths';
import { DeleteCollection } from './DeleteCollection';
import { NobodysFaces } from './NobodysFaces';

const CollectionPage = () => {
  const { params } = useRoute();
  const { route } = useLocation();
  const id = params.id ?? '';
  const [deleting, setDeleting] = useState(false);
  const collection = useResource((signal) => describeCollection(id, { signal }), [id]);
  const { data } = collection;
  const gone = collection.error?.code === 'not_found';

  return (
    <Page
      title={id}
      back={{ href: '/ui/setup/collections', label: t('collections.title') }}
      actions={
        <>
          {can('list_people') && (
            <ButtonLink href={peoplePath('', id)} icon="people">
              {t('collections.showPeople')}
            </ButtonLink>
          )}
          {can('DeleteCollection') && data && (
            <Button icon="trash" onClick={() => setDeleting(true)}>
              {t('setup.deleteIt')}
            </Button>
          )}
        </>
      }
    >
      {collection.error && <ErrorBanner problem={collection.error} onRetry={collection.reload} />}
      {!gone && (
        <Columns
          main={<NobodysFaces key={id} collection={id} onChange={collection.reload} />}
          side={
            <Card title={t('collections.facts')}>
              {data ? (
                <Facts
                  items={[
                    [t('collections.people'), formatNumber(data.UserCount)],
                    [t('collections.faces'), formatNumber(data.FaceCount)],
                    [t('collections.model'), data.FaceModelVersion],
                    [t('collections.created'), formatDate(data.CreationTimestamp * 1000)],
                  ]}
                />
              ) : (
                <Skeleton height={150} />
              )}
            </Card>
          }
        />
      )}
      {deleting && data && (
        <DeleteCollection
          collection={{ id, ...data }}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            toast(t('collections.goneToast', { id }));
            route('/ui/setup/collections', true);
          }}
        />
      )}
    </Page>
  );
};

export default CollectionPage;
