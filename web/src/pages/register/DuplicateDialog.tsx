import { useState } from 'preact/hooks';
import type { ApiError } from '../../api/errors';
import { addFaces, getPerson, type PersonWithFaces } from '../../api/people';
import { repeating } from '../../api/repeating';
import { FaceCrop } from '../../camera';
import { useAction, useResource } from '../../data';
import { plural, problemText, t } from '../../i18n';
import { can } from '../../session';
import { Banner, Button, Checkbox, Clip, Dialog, ErrorBanner, Skeleton } from '../../ui';
import { PersonPhoto } from '../shared/PersonPhoto';
import styles from './register.module.css';
import { newKey } from './submit';
import type { TakenPhoto } from './usePhotos';

interface DuplicateDialogProps {
  problem: ApiError;
  name: string;
  photos: readonly TakenPhoto[];
  collection: string;
  onAdded: (result: PersonWithFaces) => void;
  onAnyway: () => Promise<void>;
  onClose: () => void;
}

const PHOTO_SIZE = 384;

const NewFace = ({ photo, name }: { photo: TakenPhoto | undefined; name: string }) => (
  <figure class={styles.face}>
    {photo && (
      <FaceCrop
        picture={photo.blob}
        box={typeof photo.check === 'string' ? undefined : photo.check.faces[0]?.box}
        alt={t('register.duplicate.newPhoto')}
      />
    )}
    <figcaption>
      <Clip text={name} strong />
      <span class={styles.small}>{t('register.duplicate.new')}</span>
    </figcaption>
  </figure>
);

/** The person whom the server knows, for those who may see them. */
const KnownFace = ({ id, collection }: { id: string; collection: string }) => {
  const known = useResource((signal) => getPerson(id, collection, signal), [id, collection]);
  return (
    <figure class={styles.face}>
      <PersonPhoto
        id={id}
        collection={collection}
        pixels={PHOTO_SIZE}
        alt={t('register.duplicate.knownPhoto')}
      />
      <figcaption>
        {known.data ? (
          <>
            <Clip text={known.data.person.name} strong />
            <span class={styles.small}>{plural('person.photoCount', known.data.person.face_count)}</span>
          </>
        ) : known.error ? (
          <span class={styles.small}>{problemText(known.error)}</span>
        ) : (
          <Skeleton width="70%" />
        )}
      </figcaption>
    </figure>
  );
};

/** The face is registered already: the operator sees both and decides. */
export const DuplicateDialog = (props: DuplicateDialogProps) => {
  const { problem, name, photos, collection, onAdded, onAnyway, onClose } = props;
  const { personId } = problem;
  const [sure, setSure] = useState(false);
  const [key] = useState(newKey);
  const [deciding, setDeciding] = useState(false);

  const add = useAction(async () => {
    if (personId === undefined) return;
    const blobs = photos.map((photo) => photo.blob);
    onAdded(await repeating(() => addFaces(personId, collection, blobs, key)));
  });
  const anyway = useAction(onAnyway);
  const busy = add.busy || anyway.busy;
  const error = add.error ?? anyway.error;
  const seesPerson = personId !== undefined && can('get_person');

  return (
    <Dialog
      wide
      title={t('register.duplicate.title')}
      onClose={onClose}
      busy={busy}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            {t('action.cancel')}
          </Button>
          {deciding ? (
            <Button variant="danger" disabled={!sure || add.busy} busy={anyway.busy} onClick={anyway.run}>
              {t('register.duplicate.anyway')}
            </Button>
          ) : (
            <>
              <Button disabled={busy} onClick={() => setDeciding(true)}>
                {t('register.duplicate.twoPeople')}
              </Button>
              {seesPerson && (
                <Button variant="primary" busy={add.busy} onClick={add.run}>
                  {t('register.duplicate.same')}
                </Button>
              )}
            </>
          )}
        </>
      }
    >
      <p>{t(seesPerson ? 'register.duplicate.lead' : 'register.duplicate.hidden')}</p>
      <div class={styles.faces}>
        <NewFace photo={photos[0]} name={name} />
        {seesPerson && personId !== undefined && <KnownFace id={personId} collection={collection} />}
      </div>
      {deciding ? (
        <div class={styles.fields}>
          <Banner tone="warning" title={t('register.duplicate.warning')} />
          <Checkbox label={t('register.duplicate.sure')} checked={sure} onValue={setSure} />
        </div>
      ) : (
        seesPerson && <p class={styles.note}>{plural('register.duplicate.sameHint', photos.length)}</p>
      )}
      {error && <ErrorBanner problem={error} />}
    </Dialog>
  );
};
