import { useState } from 'preact/hooks';
import { type Attributes, type Person, updatePerson } from '../../api/people';
import { useAction } from '../../data';
import { t } from '../../i18n';
import { Banner, Button, ErrorBanner, TextArea, toast } from '../../ui';
import { AttributeRows } from './AttributeRows';
import { ATTRIBUTES_BYTES_MAX, bytesOf, fitsRows, fromJson, fromRows, toRows } from './attributes';
import styles from './person.module.css';

interface EditorProps {
  person: Person;
  onClose: () => void;
  onChange: (person: Person) => void;
}

const pretty = (attributes: Attributes) => JSON.stringify(attributes, null, 2);

/** Names and values in rows; as JSON where there is more than texts, or where somebody likes that better. */
export const AttributesEditor = ({ person, onClose, onChange }: EditorProps) => {
  const [rows, setRows] = useState(() => toRows(person.attributes));
  const [json, setJson] = useState<string | undefined>(() =>
    fitsRows(person.attributes) ? undefined : pretty(person.attributes),
  );
  const [fault, setFault] = useState<string>();

  const read = (): Attributes | undefined => {
    const attributes = json === undefined ? fromRows(rows) : fromJson(json);
    if (attributes === undefined) setFault(t('attributes.notJson'));
    else if (typeof attributes === 'string') setFault(t(`attributes.${attributes}`));
    else if (bytesOf(attributes) > ATTRIBUTES_BYTES_MAX) setFault(t('attributes.tooLarge'));
    else {
      setFault(undefined);
      return attributes;
    }
    return undefined;
  };

  const save = useAction(async (attributes: Attributes) => {
    const next = await updatePerson(person.id, person.collection, { attributes });
    toast(t('attributes.saved'));
    onChange(next);
  });

  const switchView = () => {
    const attributes = read();
    if (!attributes) return;
    if (json === undefined) setJson(pretty(attributes));
    else if (fitsRows(attributes)) {
      setRows(toRows(attributes));
      setJson(undefined);
    } else setFault(t('attributes.needsJson'));
  };

  return (
    <form
      class={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        const attributes = read();
        if (attributes) save.run(attributes);
      }}
    >
      {json === undefined ? (
        <AttributeRows rows={rows} onRows={setRows} />
      ) : (
        <TextArea label={t('attributes.json')} value={json} onValue={setJson} rows={10} mono />
      )}
      {fault && <Banner tone="danger" title={fault} />}
      {save.error && <ErrorBanner problem={save.error} />}
      <div class={styles.buttons}>
        <Button variant="quiet" onClick={switchView}>
          {t(json === undefined ? 'attributes.asJson' : 'attributes.asRows')}
        </Button>
        <span class={styles.spring} />
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button type="submit" variant="primary" busy={save.busy}>
          {t('action.save')}
        </Button>
      </div>
    </form>
  );
};
