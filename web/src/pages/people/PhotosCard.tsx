import { useRef, useState } from 'preact/hooks';
import { asApiError } from '../../api/errors';
import {
  addFaces,
  deleteFace,
  type Face,
  facePhoto,
  type Person,
  type PersonWithFaces,
} from '../../api/people';
import { useAction } from '../../data';
import { formatDate, plural, t } from '../../i18n';
import { can } from '../../session';
import { Banner, Card, ConfirmDialog, cx, ErrorBanner, Icon, IconButton, Mono, Photo, toast } from '../../ui';
import { photoSize } from '../shared/PersonPhoto';
import styles from './person.module.css';
import { IMAGE_TYPES, photosFault, pictureNumber } from './photos';

interface PhotosCardProps {
  person: Person;
  faces: readonly Face[];
  onChange: (next: PersonWithFaces) => void;
}

const PHOTO = 168;

const FaceTile = ({
  person,
  face,
  onRemove,
}: {
  person: Person;
  face: Face;
  onRemove: (() => void) | undefined;
}) => {
  const label = t('person.photoOf', { date: formatDate(face.created_at) });
  return (
    <li class={styles.tile}>
      <Photo
        source={face.face_id}
        load={(signal) => facePhoto(person.id, person.collection, face.face_id, photoSize(PHOTO), signal)}
        alt={label}
      />
      <span class={styles.caption}>
        <span>{formatDate(face.created_at)}</span>
        {onRemove && (
          <IconButton
            icon="trash"
            size={16}
            label={t('person.removePhoto', { photo: label })}
            onClick={onRemove}
          />
        )}
      </span>
    </li>
  );
};

/** The chooser, and the place where files can be dropped. */
const AddTile = ({ busy, onFiles }: { busy: boolean; onFiles: (files: File[]) => void }) => {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <li class={styles.tile}>
      <button
        type="button"
        class={cx(styles.add, over && styles.over)}
        aria-busy={busy}
        onClick={() => !busy && input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (!busy) onFiles([...(event.dataTransfer?.files ?? [])]);
        }}
      >
        <Icon name="image" size={24} />
        <span>{busy ? t('person.addingPhotos') : t('person.addPhotos')}</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={IMAGE_TYPES.join(',')}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </li>
  );
};

/** For roles that see no pictures: which faces there are. */
const FacesCard = ({ faces }: { faces: readonly Face[] }) => (
  <Card title={t('person.photos')} flush>
    <p class={cx(styles.note, styles.flushNote)}>{t('person.photosHidden')}</p>
    <ul>
      {faces.map((face) => (
        <li key={face.face_id} class={styles.event}>
          <Mono text={face.face_id} />
          <span class={styles.muted}>{formatDate(face.created_at)}</span>
        </li>
      ))}
    </ul>
  </Card>
);

export const PhotosCard = ({ person, faces, onChange }: PhotosCardProps) => {
  const [removing, setRemoving] = useState<Face>();
  const [files, setFiles] = useState<File[]>([]);
  const [fault, setFault] = useState<string>();

  const add = useAction(async (chosen: File[]) => {
    const answer = await addFaces(person.id, person.collection, chosen, crypto.randomUUID?.());
    toast(plural('person.photosAdded', chosen.length));
    onChange(answer);
  });
  const choose = (chosen: File[]) => {
    if (chosen.length === 0) return;
    add.clear();
    const wrong = photosFault(chosen);
    setFault(wrong && t(`photos.${wrong.kind}`, { name: wrong.name, max: wrong.max }));
    if (wrong) return;
    setFiles(chosen);
    add.run(chosen);
  };
  const remove = async (face: Face) => {
    await deleteFace(person.id, person.collection, face.face_id);
    const rest = faces.filter((one) => one.face_id !== face.face_id);
    setRemoving(undefined);
    toast(t('person.photoRemoved'));
    onChange({ person: { ...person, face_count: rest.length }, faces: rest });
  };

  if (!can('get_face_photo')) return <FacesCard faces={faces} />;
  const culprit = add.error?.detail && files[pictureNumber(add.error.detail) - 1]?.name;
  const mayRemove = can('delete_face') && faces.length > 1;
  return (
    <Card title={t('person.photos')}>
      <div class={styles.photos}>
        <ul class={styles.grid}>
          {faces.map((face) => (
            <FaceTile
              key={face.face_id}
              person={person}
              face={face}
              onRemove={mayRemove ? () => setRemoving(face) : undefined}
            />
          ))}
          {can('add_faces') && <AddTile busy={add.busy} onFiles={choose} />}
        </ul>
        {fault && <Banner tone="danger" title={fault} />}
        {add.error && (
          <ErrorBanner
            problem={add.error}
            {...(culprit ? { title: t('person.photoRefused', { name: culprit }) } : {})}
          />
        )}
        {can('add_faces') && <p class={styles.note}>{t('person.photosHint')}</p>}
      </div>
      {removing && (
        <ConfirmDialog
          title={t('person.removeAsk')}
          action={t('person.remove')}
          onConfirm={() => remove(removing)}
          onClose={() => setRemoving(undefined)}
          toProblem={asApiError}
        >
          {t('person.removeLead', { date: formatDate(removing.created_at), name: person.name })}
        </ConfirmDialog>
      )}
    </Card>
  );
};
