import { useEffect, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { DEFAULT_COLLECTION, getPerson, type PersonWithFaces } from '../../api/people';
import { type Resource, useResource } from '../../data';
import { t } from '../../i18n';
import { can } from '../../session';
import { Badge, Button, ButtonLink, Card, Columns, EmptyState, ErrorBanner, Page, Skeleton } from '../../ui';
import { PersonPhoto, photoSize } from '../shared/PersonPhoto';
import { AttributesCard } from './AttributesCard';
import { ConsentCard } from './ConsentCard';
import { DeleteCard } from './DeleteCard';
import { ExportCard } from './export/ExportCard';
import { FactsCard } from './FactsCard';
import { HistoryCard } from './HistoryCard';
import { MergeCard } from './merge/MergeCard';
import { PhotosCard } from './PhotosCard';
import { peoplePath, personPath } from './paths';
import { RenameDialog } from './RenameDialog';
import { forgetList, visitPerson } from './remembered';

const AVATAR = 64;

const Waiting = ({ back }: { back: { href: string; label: string } }) => (
  <Page title={t('person.loading')} back={back}>
    <Columns
      main={
        <Card>
          <Skeleton height={180} />
        </Card>
      }
      side={
        <Card>
          <Skeleton height={180} />
        </Card>
      }
    />
  </Page>
);

const Missing = ({
  resource,
  back,
}: {
  resource: Resource<PersonWithFaces>;
  back: { href: string; label: string };
}) => {
  const gone = resource.error?.status === 404;
  return (
    <Page title={gone ? t('person.gone') : t('person.failed')} back={back}>
      {gone ? (
        <EmptyState
          icon="user"
          title={t('person.goneLead')}
          action={<ButtonLink href={back.href}>{t('person.toPeople')}</ButtonLink>}
        />
      ) : (
        resource.error && <ErrorBanner problem={resource.error} onRetry={resource.reload} />
      )}
    </Page>
  );
};

const PersonPage = () => {
  const { params, query } = useRoute();
  const { route } = useLocation();
  const id = params.id ?? '';
  const collection = query.collection ?? DEFAULT_COLLECTION;
  const [renaming, setRenaming] = useState(false);
  const resource = useResource((signal) => getPerson(id, collection, signal), [id, collection]);
  const back = { href: peoplePath('', collection), label: t('people.title') };

  useEffect(visitPerson, []);

  const { data } = resource;
  if (!data) return resource.error ? <Missing {...{ resource, back }} /> : <Waiting back={back} />;
  const { person, faces } = data;

  const changed = (next: PersonWithFaces) => {
    forgetList();
    resource.set(next);
  };
  const merged = (next: PersonWithFaces) => {
    changed(next);
    // Whose page it was may be gone.
    if (next.person.id !== id) route(personPath(next.person.id, collection), true);
  };
  const first = faces[0]?.face_id ?? '';

  return (
    <Page
      title={person.name}
      back={back}
      leading={
        <PersonPhoto
          id={id}
          collection={collection}
          pixels={photoSize(AVATAR)}
          version={first}
          alt=""
          size={AVATAR}
          round
        />
      }
      lead={
        person.consent ? (
          <Badge tone="success" icon="check">
            {t('person.consent')}
          </Badge>
        ) : (
          <Badge tone="warning" icon="alert">
            {t('person.noConsent')}
          </Badge>
        )
      }
      actions={
        can('update_person') && (
          <Button icon="edit" onClick={() => setRenaming(true)}>
            {t('person.rename')}
          </Button>
        )
      }
    >
      <Columns
        main={
          <>
            <PhotosCard person={person} faces={faces} onChange={changed} />
            <AttributesCard person={person} onChange={(next) => changed({ person: next, faces })} />
            {can('list_events') && <HistoryCard person={person} />}
          </>
        }
        side={
          <>
            <FactsCard person={person} />
            <ConsentCard person={person} onChange={(next) => changed({ person: next, faces })} />
            <ExportCard person={person} />
            {can('merge_people') && <MergeCard key={person.id} person={person} onMerged={merged} />}
            {can('delete_person') && (
              <DeleteCard
                person={person}
                onDeleted={() => {
                  forgetList();
                  route(back.href, true);
                }}
              />
            )}
          </>
        }
      />
      {renaming && (
        <RenameDialog
          person={person}
          onClose={() => setRenaming(false)}
          onChange={(next) => changed({ person: next, faces })}
        />
      )}
    </Page>
  );
};

export default PersonPage;
