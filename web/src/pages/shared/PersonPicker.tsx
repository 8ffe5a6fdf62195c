import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { listPeople, type Person } from '../../api/people';
import { useResource } from '../../data';
import { plural, problemText, t } from '../../i18n';
import { announce, Clip, controlClass, cx, Field, useDebounced } from '../../ui';
import { PersonPhoto, photoSize } from './PersonPhoto';
import styles from './PersonPicker.module.css';

export interface Chosen {
  id: string;
  name: string;
}

interface PickerProps {
  collection: string;
  chosen: Chosen | undefined;
  onChoose: (chosen: Chosen | undefined) => void;
  error: string | undefined;
  label?: string;
  /** Absent: how to search. Empty: none. */
  hint?: string;
  autofocus?: boolean;
  /** The id of somebody who is not offered. */
  except?: string;
}

const SHOWN = 8;
const TYPING_MS = 200;
const THUMB = 32;

const Option = ({
  id,
  person,
  active,
  onPick,
}: {
  id: string;
  person: Person;
  active: boolean;
  onPick: () => void;
}) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text field's, which keeps the focus
  <div
    id={id}
    role="option"
    tabIndex={-1}
    aria-selected={active}
    class={cx(styles.option, active && styles.active)}
    // Before the field loses the focus to it.
    onMouseDown={(event) => event.preventDefault()}
    onClick={onPick}
  >
    <PersonPhoto
      id={person.id}
      collection={person.collection}
      pixels={photoSize(THUMB)}
      alt=""
      size={THUMB}
      round
    />
    <span class={styles.optionText}>
      <Clip text={person.name} strong />
      <span class={styles.optionId} dir="ltr">
        {person.id}
      </span>
    </span>
  </div>
);

/** One of the people of a collection, found by typing a part of the name. */
export const PersonPicker = ({
  collection,
  chosen,
  onChoose,
  error,
  label,
  hint,
  autofocus,
  except,
}: PickerProps) => {
  const [text, setText] = useState(chosen?.name ?? '');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const search = useDebounced(text.trim(), TYPING_MS);
  // What was chosen here: anything else has come from outside, and the text follows it.
  const said = useRef(chosen);
  const choose = (person: Chosen | undefined) => {
    said.current = person;
    onChoose(person);
  };
  const found = useResource(
    async (signal) =>
      open ? (await listPeople({ query: search, collection, pageSize: SHOWN, signal })).people : [],
    [search, collection, open],
  );
  const people = (found.data ?? []).filter(({ id }) => id !== except);

  useEffect(() => {
    if (chosen?.id === said.current?.id && chosen?.name === said.current?.name) return;
    said.current = chosen;
    setText(chosen?.name ?? '');
  }, [chosen?.id, chosen?.name]);
  useEffect(() => setActive(0), [found.data]);
  useEffect(() => {
    if (open && found.data) announce(plural('people.found', people.length));
  }, [found.data]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const pick = (person: Person | undefined) => {
    if (!person) return;
    choose({ id: person.id, name: person.name });
    setText(person.name);
    setOpen(false);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (people.length > 0) setActive((active + step + people.length) % people.length);
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      pick(people[active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      setOpen(false);
    }
  };

  return (
    <div class={styles.picker}>
      <Field
        label={label ?? t('authenticate.person')}
        hint={hint ?? t('authenticate.personHint')}
        error={error}
      >
        {(wiring) => (
          <input
            {...wiring}
            class={controlClass}
            type="text"
            role="combobox"
            aria-expanded={open}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={open && people[active] ? `${listId}-${active}` : undefined}
            autofocus={autofocus}
            autocomplete="off"
            spellcheck={false}
            dir="auto"
            placeholder={t('people.search')}
            value={text}
            onFocus={() => setOpen(true)}
            onBlur={() => setOpen(false)}
            onClick={() => setOpen(true)}
            onKeyDown={onKeyDown}
            onInput={(event) => {
              setText(event.currentTarget.value);
              setOpen(true);
              choose(undefined);
            }}
          />
        )}
      </Field>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={t('people.title')}
        class={styles.options}
        hidden={!open || (people.length === 0 && !found.error && found.loading)}
      >
        {people.map((person, index) => (
          <Option
            key={person.id}
            id={`${listId}-${index}`}
            person={person}
            active={index === active}
            onPick={() => pick(person)}
          />
        ))}
        {people.length === 0 && (
          <div role="option" tabIndex={-1} aria-disabled="true" aria-selected="false" class={styles.nothing}>
            {found.error ? problemText(found.error) : t('people.notFound', { query: search })}
          </div>
        )}
      </div>
    </div>
  );
};
