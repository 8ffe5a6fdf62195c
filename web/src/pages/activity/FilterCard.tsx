import { useState } from 'preact/hooks';
import { DEFAULT_COLLECTION } from '../../api/people';
import { actionText, t } from '../../i18n';
import { Button, cx, Select, TextInput, useMediaQuery } from '../../ui';
import { type Chosen, PersonPicker } from '../shared/PersonPicker';
import styles from './activity.module.css';
import { dayOf } from './days';
import { type Filter, isFiltered, NO_FILTER } from './filter';
import { type NameBook, noteName, usePersonName } from './names';

interface FilterCardProps {
  filter: Filter;
  onFilter: (change: Partial<Filter>) => void;
  /** Actions that were seen, beside those that everybody knows. */
  seen: readonly string[];
  collections: readonly string[];
  names: NameBook;
}

/** What happens in every installation; the rest comes with what is seen. */
const COMMON = [
  'verify',
  'register_person',
  'add_person_faces',
  'update_person',
  'delete_person',
  'sign_in',
  'create_key',
  'revoke_key',
];

export const FilterCard = ({ filter, onFilter, seen, collections, names }: FilterCardProps) => {
  const narrow = useMediaQuery('(max-width: 720px)');
  const [open, setOpen] = useState(false);
  // The field of the person is made anew when all is emptied: it keeps what was typed without choosing.
  const [round, setRound] = useState(0);
  const actions = [...new Set([...COMMON, ...seen, ...(filter.action ? [filter.action] : [])])]
    .map((value) => ({ value, label: actionText(value) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const known = filter.collection && !collections.includes(filter.collection) ? [filter.collection] : [];
  const all = [...collections, ...known];
  const ofPerson = filter.collection ?? DEFAULT_COLLECTION;
  const personName = usePersonName(names, filter.collection, filter.person);
  const chosen: Chosen | undefined = filter.person
    ? { id: filter.person, name: personName ?? filter.person }
    : undefined;
  const today = dayOf(new Date());
  const clear = isFiltered(filter) && (
    <Button
      variant="quiet"
      icon="close"
      onClick={() => {
        onFilter(NO_FILTER);
        setRound(round + 1);
      }}
    >
      {t('activity.clear')}
    </Button>
  );

  return (
    <search class={styles.filters}>
      {narrow && (
        <div class={styles.filterHead}>
          <button type="button" class={styles.disclose} aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('activity.filter')}
          </button>
          {clear}
        </div>
      )}
      <div class={cx(styles.fields, narrow && !open && styles.closed)}>
        <Select
          label={t('activity.action')}
          value={filter.action ?? ''}
          onValue={(action) => onFilter({ action: action || undefined })}
          options={[{ value: '', label: t('activity.anyAction') }, ...actions]}
        />
        {all.length > 1 && (
          <Select
            label={t('activity.collection')}
            value={filter.collection ?? ''}
            onValue={(collection) => {
              // Ids are a collection's own.
              onFilter({ collection: collection || undefined, person: undefined });
              setRound(round + 1);
            }}
            options={[
              { value: '', label: t('activity.anyCollection') },
              ...all.map((value) => ({ value, label: value })),
            ]}
          />
        )}
        <PersonPicker
          key={round}
          label={t('activity.person')}
          hint=""
          collection={ofPerson}
          chosen={chosen}
          onChoose={(person) => {
            if (person?.id === filter.person) return;
            if (person) noteName(names, ofPerson, person.id, person.name);
            onFilter(person ? { person: person.id, collection: ofPerson } : { person: undefined });
          }}
          error={undefined}
        />
        <div class={styles.range}>
          <TextInput
            label={t('activity.from')}
            type="date"
            value={filter.from ?? ''}
            max={filter.to ?? today}
            onValue={(from) => onFilter({ from: from || undefined })}
          />
          <TextInput
            label={t('activity.to')}
            type="date"
            value={filter.to ?? ''}
            {...(filter.from ? { min: filter.from } : {})}
            max={today}
            onValue={(to) => onFilter({ to: to || undefined })}
          />
        </div>
        {!narrow && clear}
      </div>
    </search>
  );
};
