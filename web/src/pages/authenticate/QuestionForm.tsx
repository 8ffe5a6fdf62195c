import { t } from '../../i18n';
import { can } from '../../session';
import { Select, Switch, TextInput } from '../../ui';
import { type Chosen, PersonPicker } from '../shared/PersonPicker';
import styles from './authenticate.module.css';

export type Kind = 'anybody' | 'person';

interface QuestionFormProps {
  kind: Kind;
  onKind: (kind: Kind) => void;
  person: Chosen | undefined;
  onPerson: (person: Chosen | undefined) => void;
  personError: string | undefined;
  collection: string;
  collections: readonly string[];
  onCollection: (collection: string) => void;
  auto: boolean;
  onAuto: (auto: boolean) => void;
}

const KINDS: readonly Kind[] = ['anybody', 'person'];

/** What is asked of the next picture. */
export const QuestionForm = (props: QuestionFormProps) => {
  const { kind, onKind, person, onPerson, personError, collection, collections, onCollection } = props;
  const all = collections.includes(collection) ? collections : [collection, ...collections];
  return (
    <div class={styles.question}>
      <fieldset>
        <legend>{t('authenticate.question')}</legend>
        <div class={styles.kinds}>
          {KINDS.map((value) => (
            <label key={value} class={styles.kind}>
              <input
                type="radio"
                name="kind"
                value={value}
                checked={kind === value}
                onChange={() => onKind(value)}
              />
              <span>{t(`authenticate.kind.${value}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {kind === 'person' &&
        (can('list_people') ? (
          <PersonPicker
            key={collection}
            collection={collection}
            chosen={person}
            onChoose={onPerson}
            error={personError}
          />
        ) : (
          <TextInput
            label={t('authenticate.personId')}
            hint={t('authenticate.personIdHint')}
            value={person?.id ?? ''}
            onValue={(id) => onPerson(id.trim() === '' ? undefined : { id: id.trim(), name: id.trim() })}
            error={personError}
            autocomplete="off"
            autocapitalize="off"
            mono
          />
        ))}
      {can('ListCollections')
        ? all.length > 1 && (
            <Select
              label={t('person.collection')}
              value={collection}
              onValue={onCollection}
              options={all.map((id) => ({ value: id, label: id }))}
            />
          )
        : null}
      <Switch
        label={t('authenticate.auto')}
        hint={t('authenticate.autoHint')}
        checked={props.auto}
        onValue={props.onAuto}
      />
    </div>
  );
};
