import { useState } from 'preact/hooks';
import type { Item } from '../../../api/aws/dynamodb';
import { deleteFaces } from '../../../api/aws/rekognition';
import { asApiError } from '../../../api/errors';
import { listFacesOfNobody } from '../../../api/faces';
import { remember, remembered } from '../../../browser/remembered';
import { usePaged } from '../../../data';
import { plural, t } from '../../../i18n';
import { can } from '../../../session';
import {
  Button,
  Card,
  CodeBlock,
  ConfirmDialog,
  Dialog,
  EmptyState,
  ErrorBanner,
  LoadMore,
  SkeletonRows,
  Spinner,
  toast,
} from '../../../ui';
import { ChooseAll, SelectionBar, useSelection } from '../shared/Selection';
import { asText } from '../tables/plain';
import { AdoptDialog, type AdoptedFace } from './AdoptDialog';
import styles from './collections.module.css';
import { FaceRow } from './FaceRow';
import { ItemSource } from './ItemSource';
import { type ItemChoice, placeOf } from './items';
import { useItems, useKnownTable, useTables } from './useItems';

const PAGE = 50;
const ADOPTED_MAX = 100;

const storedChoice = (collection: string): ItemChoice | undefined => {
  try {
    return JSON.parse(remembered(`mien.faces.${collection}`) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
};

/** Faces of a collection that no person has: what IndexFaces or a handler left there. */
export const NobodysFaces = ({ collection, onChange }: { collection: string; onChange: () => void }) => {
  const [stored, setStored] = useState(() => storedChoice(collection));
  const [adopting, setAdopting] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [shown, setShown] = useState<Item>();

  const faces = usePaged(
    async (pageToken, signal) => {
      const page = await listFacesOfNobody(collection, { pageSize: PAGE, pageToken, signal });
      return { items: page.faces, next: page.next_page_token };
    },
    [collection],
  );
  const faceIds = faces.items.map((face) => face.face_id);
  const tables = useTables(faceIds);
  const choice: ItemChoice = stored ?? { table: tables.data?.guess };
  const { known, error: tableError } = useKnownTable(choice);
  const found = useItems(known, faceIds);

  const choose = (next: ItemChoice) => {
    setStored(next);
    remember(`mien.faces.${collection}`, JSON.stringify(next));
  };
  const told: AdoptedFace[] = faces.items.map((face) => {
    const item = found.of(face.face_id);
    const place = known?.picture ? placeOf(asText(item?.[known.picture]), known.buckets) : undefined;
    return {
      face,
      item,
      name: known?.name ? asText(item?.[known.name]) : undefined,
      place: can('GetObject') ? place : undefined,
    };
  });
  const selection = useSelection(told, ({ face }) => face.face_id);
  const { selected } = selection;
  const maySelect = can('adopt_faces') || can('DeleteFaces');

  const gone = (ids: readonly string[]) => {
    faces.change((items) => items.filter((face) => !ids.includes(face.face_id)));
    onChange();
  };
  const remove = async () => {
    const ids = selected.map(({ face }) => face.face_id);
    const answer = await deleteFaces(collection, ids);
    gone(answer.DeletedFaces);
    setDeleting(false);
    toast(plural('faces.deleted', answer.DeletedFaces.length));
    const kept = answer.UnsuccessfulFaceDeletions.length;
    if (kept > 0) toast(plural('faces.notDeleted', kept), 'danger');
  };

  return (
    <>
      {told.length > 0 && tables.data && tables.data.names.length > 0 && (
        <ItemSource
          tables={tables.data.names}
          choice={choice}
          known={known}
          error={tableError ?? tables.error ?? found.error}
          onChoose={choose}
        />
      )}
      {faces.error && <ErrorBanner problem={faces.error} onRetry={faces.retry} />}
      {(told.length > 0 || !faces.error) && (
        <Card
          title={t('faces.nobodys')}
          flush
          actions={
            <>
              {found.busy && <Spinner size={18} />}
              {maySelect && <ChooseAll selection={selection} />}
            </>
          }
        >
          <p class={styles.lead}>{t('faces.lead')}</p>
          <ul>
            {told.map((one) => (
              <FaceRow
                key={one.face.face_id}
                {...one}
                waiting={found.busy && !one.item}
                chosen={maySelect ? selection.has(one) : undefined}
                onChoose={(on) => selection.choose(one, on)}
                onItem={() => setShown(one.item)}
              />
            ))}
          </ul>
          {told.length === 0 && faces.loading && <SkeletonRows rows={5} height={72} />}
          {told.length === 0 && !faces.loading && (
            <EmptyState icon="check" title={t('faces.empty')}>
              {t('faces.emptyLead')}
            </EmptyState>
          )}
          <LoadMore more={faces.more} busy={faces.loading} onMore={faces.loadMore} />
        </Card>
      )}
      {selected.length > 0 && (
        <SelectionBar
          label={t('faces.chosen')}
          text={
            <>
              {plural('faces.selected', selected.length)}
              {selected.length > ADOPTED_MAX && ` · ${t('faces.tooMany', { max: ADOPTED_MAX })}`}
            </>
          }
        >
          {can('DeleteFaces') && (
            <Button icon="trash" onClick={() => setDeleting(true)}>
              {t('setup.deleteIt')}
            </Button>
          )}
          {can('adopt_faces') && (
            <Button
              variant="primary"
              icon="user"
              disabled={selected.length > ADOPTED_MAX}
              onClick={() => setAdopting(true)}
            >
              {t('faces.adopt')}
            </Button>
          )}
        </SelectionBar>
      )}
      {adopting && (
        <AdoptDialog
          collection={collection}
          faces={selected}
          without={[known?.key, known?.name].filter((one) => one !== undefined)}
          onClose={() => setAdopting(false)}
          onAdopted={(answer, ids) => {
            setAdopting(false);
            gone(ids);
            toast(plural('faces.adopted', ids.length, { name: answer.person.name }));
          }}
        />
      )}
      {deleting && (
        <ConfirmDialog
          title={plural('faces.deleteTitle', selected.length)}
          action={t('faces.delete')}
          toProblem={asApiError}
          onClose={() => setDeleting(false)}
          onConfirm={remove}
        >
          {t('faces.deleteLead')}
        </ConfirmDialog>
      )}
      {shown && (
        <Dialog wide title={t('faces.item')} onClose={() => setShown(undefined)}>
          <CodeBlock code={JSON.stringify(shown, null, 2)} label={t('faces.item')} wrap />
        </Dialog>
      )}
    </>
  );
};
