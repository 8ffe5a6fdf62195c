import { useState } from 'preact/hooks';
import type { Item } from '../../../api/aws/dynamodb';
import { ApiError } from '../../../api/errors';
import { adoptFaces, type CollectionFace } from '../../../api/faces';
import type { PersonWithFaces } from '../../../api/people';
import { plural, t } from '../../../i18n';
import { Checkbox, Clip, CopyAs, cx, IconButton, Tabs, TextInput } from '../../../ui';
import { FormDialog } from '../../shared/FormDialog';
import { type Chosen, PersonPicker } from '../../shared/PersonPicker';
import { curl, shellWord } from '../../shared/samples';
import shared from '../../shared/shared.module.css';
import { plainItem } from '../tables/plain';
import styles from './collections.module.css';
import { FaceThumb } from './FaceThumb';
import type { ObjectPlace } from './items';

export interface AdoptedFace {
  face: CollectionFace;
  item: Item | undefined;
  name: string | undefined;
  place: ObjectPlace | undefined;
}

interface AdoptDialogProps {
  collection: string;
  faces: readonly AdoptedFace[];
  /** Attributes of items that say nothing of the person: the face's id, the name. */
  without: readonly string[];
  onClose: () => void;
  onAdopted: (answer: PersonWithFaces, faceIds: readonly string[]) => void;
}

const WAYS = ['new', 'existing'] as const;
const NAME_BYTES_MAX = 1024;
const FACE_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** The name that most of the faces' items say. */
const commonName = (faces: readonly AdoptedFace[]): string => {
  const counts = new Map<string, number>();
  for (const { name } of faces) if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
};

export const AdoptDialog = ({ collection, faces, without, onClose, onAdopted }: AdoptDialogProps) => {
  const [way, setWay] = useState<(typeof WAYS)[number]>('new');
  const [left, setLeft] = useState<readonly string[]>([]);
  const [refused, setRefused] = useState<string>();
  const [name, setName] = useState(() => commonName(faces));
  const [id, setId] = useState('');
  const [consent, setConsent] = useState(false);
  const [keep, setKeep] = useState(true);
  const [person, setPerson] = useState<Chosen>();
  const [tried, setTried] = useState(false);

  const taken = faces.filter(({ face }) => !left.includes(face.face_id));
  const ids = taken.map(({ face }) => face.face_id);
  const attributes = Object.assign({}, ...taken.map(({ item }) => (item ? plainItem(item, without) : {})));
  const count = Object.keys(attributes).length;
  const nameWrong =
    name.trim() === ''
      ? t('field.required')
      : new TextEncoder().encode(name).length > NAME_BYTES_MAX
        ? t('person.nameTooLong')
        : '';
  const by =
    way === 'existing'
      ? { person_id: person?.id ?? '' }
      : {
          name: name.trim(),
          ...(id.trim() ? { id: id.trim() } : {}),
          ...(keep && count > 0 ? { attributes } : {}),
          consent,
        };

  const adopt = async () => {
    setRefused(undefined);
    try {
      onAdopted(await adoptFaces(collection, ids, by), ids);
    } catch (error) {
      // The server names the face that does not fit.
      setRefused(error instanceof ApiError ? FACE_ID.exec(error.detail ?? '')?.[0] : undefined);
      throw error;
    }
  };

  return (
    <FormDialog
      wide
      title={plural('faces.adoptTitle', ids.length)}
      action={plural('faces.adoptAction', ids.length)}
      check={() => {
        setTried(true);
        return ids.length > 0 && (way === 'new' ? nameWrong === '' : person !== undefined);
      }}
      onSubmit={adopt}
      onClose={onClose}
      after={
        <CopyAs
          samples={[
            curl('/v1/faces/adopt', [
              "-H 'Content-Type: application/json'",
              `-d ${shellWord(JSON.stringify({ collection, face_ids: ids, ...by }))}`,
            ]),
          ]}
        />
      }
    >
      <ul class={styles.strip} aria-label={t('faces.chosen')}>
        {taken.map(({ face, place, name: said }) => (
          <li key={face.face_id} class={cx(styles.stripFace, refused === face.face_id && styles.refused)}>
            <FaceThumb place={place} box={face.box} />
            <Clip text={said ?? face.external_image_id ?? face.face_id} />
            {refused === face.face_id && <span class={styles.refusedText}>{t('faces.doesNotFit')}</span>}
            <IconButton
              icon="close"
              size={14}
              class={styles.leaveOut}
              label={t('faces.leaveOut', { name: said ?? face.face_id })}
              onClick={() => setLeft([...left, face.face_id])}
            />
          </li>
        ))}
        {taken.length === 0 && <li class={shared.note}>{t('faces.noneLeft')}</li>}
      </ul>
      <div>
        <Tabs
          label={t('faces.whose')}
          tabs={WAYS.map((key) => ({ key, label: t(`faces.way.${key}`) }))}
          current={way}
          onSelect={setWay}
        >
          {way === 'existing' ? (
            <PersonPicker
              collection={collection}
              chosen={person}
              onChoose={setPerson}
              error={tried && !person ? t('field.required') : undefined}
            />
          ) : (
            <div class={shared.form}>
              <div class={shared.pair}>
                <TextInput
                  label={t('person.name')}
                  value={name}
                  onValue={setName}
                  dir="auto"
                  autocomplete="off"
                  error={tried && nameWrong ? nameWrong : undefined}
                />
                <TextInput
                  label={t('person.id')}
                  hint={t('faces.idHint')}
                  value={id}
                  onValue={setId}
                  optional
                  autocomplete="off"
                />
              </div>
              {count > 0 && (
                <Checkbox
                  label={plural('faces.keepAttributes', count)}
                  hint={Object.keys(attributes).join(', ')}
                  checked={keep}
                  onValue={setKeep}
                />
              )}
              <Checkbox
                label={t('person.consent')}
                hint={t('person.consentHint')}
                checked={consent}
                onValue={setConsent}
              />
            </div>
          )}
        </Tabs>
      </div>
    </FormDialog>
  );
};
