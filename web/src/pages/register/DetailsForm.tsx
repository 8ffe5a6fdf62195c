import { t } from '../../i18n';
import { Banner, Select, TextInput } from '../../ui';
import { AttributeRows } from '../people/AttributeRows';
import { ConsentField } from './ConsentField';
import type { ConsentText } from './consent';
import type { FormFaults, PersonForm } from './form';
import styles from './register.module.css';

interface DetailsFormProps {
  form: PersonForm;
  onForm: (change: Partial<PersonForm>) => void;
  faults: FormFaults;
  /** The server knows somebody by this id. */
  idTaken: boolean;
  collection: string;
  collections: readonly string[];
  onCollection: (collection: string) => void;
  consent: ConsentText;
  onConsent: (consent: ConsentText) => void;
}

/** Who it is. */
export const DetailsForm = (props: DetailsFormProps) => {
  const { form, onForm, faults, idTaken, collection, collections, onCollection, consent, onConsent } = props;
  const all = collections.includes(collection) ? collections : [collection, ...collections];
  const idError = faults.id ? t(faults.id) : idTaken ? t('register.idTaken') : undefined;
  return (
    <div class={styles.fields}>
      <TextInput
        label={t('person.name')}
        value={form.name}
        onValue={(name) => onForm({ name })}
        error={faults.name && t(faults.name)}
        autocomplete="off"
        dir="auto"
        name="person-name"
      />
      {all.length > 1 && (
        <Select
          label={t('person.collection')}
          value={collection}
          onValue={onCollection}
          options={all.map((id) => ({ value: id, label: id }))}
        />
      )}
      <details
        class={styles.more}
        open={idError !== undefined || faults.attributes !== undefined || undefined}
      >
        <summary>{t('register.more')}</summary>
        <div class={styles.fields}>
          <TextInput
            label={t('register.id')}
            optional
            hint={t('register.idHint')}
            value={form.id}
            onValue={(id) => onForm({ id })}
            error={idError}
            autocomplete="off"
            autocapitalize="off"
            mono
          />
          <fieldset class={styles.attributes}>
            <legend>{t('attributes.title')}</legend>
            <AttributeRows rows={form.rows} onRows={(rows) => onForm({ rows })} />
            {faults.attributes && <Banner tone="danger" title={t(faults.attributes)} />}
          </fieldset>
        </div>
      </details>
      <ConsentField
        consent={consent}
        given={form.consent}
        onGiven={(given) => onForm({ consent: given })}
        onConsent={onConsent}
      />
    </div>
  );
};
