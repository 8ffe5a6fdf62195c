import { useId, useState } from 'preact/hooks';
import { DEFAULT_COLLECTION } from '../../api/people';
import { type AnnouncedUpload, announceUpload, type Upload } from '../../api/uploads';
import { plural, t } from '../../i18n';
import { can } from '../../session';
import { Checkbox, cx, Select, TextInput } from '../../ui';
import { FormDialog } from '../shared/FormDialog';
import { PersonPicker } from '../shared/PersonPicker';
import { announcementOf, type LinkForm } from './announcement';
import { LinkMade } from './LinkMade';
import styles from './uploads.module.css';

interface CreateLinkProps {
  collections: readonly string[];
  latest: (id: string) => Upload | undefined;
  onClose: () => void;
}

const EMPTY: LinkForm = {
  action: 'register',
  name: '',
  id: '',
  consent: false,
  person: undefined,
  collection: DEFAULT_COLLECTION,
  type: 'image/jpeg',
  seconds: '900',
};
const ACTIONS = ['register', 'verify'] as const;
const TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
const MINUTES = [5, 15, 60] as const;

/** Asks what the link is for, then shows it. */
export const CreateLink = ({ collections, latest, onClose }: CreateLinkProps) => {
  const [form, setForm] = useState<LinkForm>(EMPTY);
  const [missing, setMissing] = useState(false);
  const [made, setMade] = useState<AnnouncedUpload>();
  const group = useId();
  const set = (change: Partial<LinkForm>) => setForm((before) => ({ ...before, ...change }));
  const create = async () => setMade(await announceUpload(announcementOf(form)));
  const all = collections.includes(form.collection) ? collections : [form.collection, ...collections];

  if (made) return <LinkMade made={made} upload={latest(made.upload_id)} onClose={onClose} />;
  const check = () => {
    const incomplete = form.action === 'register' && form.name.trim() === '';
    setMissing(incomplete);
    return !incomplete;
  };
  return (
    <FormDialog
      title={t('uploads.create')}
      action={t('uploads.createAction')}
      check={check}
      onSubmit={create}
      onClose={onClose}
    >
      <p class={styles.note}>{t('uploads.createLead')}</p>
      <fieldset class={styles.actions}>
        <legend>{t('uploads.purpose')}</legend>
        {ACTIONS.map((action) => (
          <label key={action} class={cx(styles.action, form.action === action && styles.on)}>
            <input
              type="radio"
              name={group}
              checked={form.action === action}
              onChange={() => set({ action })}
            />
            <span>{t(`uploads.action.${action}`)}</span>
          </label>
        ))}
      </fieldset>
      {form.action === 'register' ? (
        <>
          <TextInput
            label={t('uploads.name')}
            error={missing ? t('field.required') : undefined}
            value={form.name}
            onValue={(name) => set({ name })}
            autocomplete="off"
            dir="auto"
          />
          <TextInput
            label={t('uploads.personId')}
            hint={t('uploads.personIdHint')}
            optional
            value={form.id}
            onValue={(value) => set({ id: value })}
            autocomplete="off"
            autocapitalize="off"
            maxLength={128}
          />
          <Checkbox
            label={t('person.consent')}
            hint={t('uploads.consentHint')}
            checked={form.consent}
            onValue={(consent) => set({ consent })}
          />
        </>
      ) : (
        can('list_people') && (
          <PersonPicker
            key={form.collection}
            label={t('uploads.against')}
            hint={t('uploads.againstHint')}
            collection={form.collection}
            chosen={form.person}
            onChoose={(person) => set({ person })}
            error={undefined}
          />
        )
      )}
      <div class={styles.pair}>
        {all.length > 1 && (
          <Select
            label={t('uploads.collection')}
            value={form.collection}
            onValue={(collection) => set({ collection, person: undefined })}
            options={all.map((value) => ({ value, label: value }))}
          />
        )}
        <Select
          label={t('uploads.validFor')}
          value={form.seconds}
          onValue={(seconds) => set({ seconds })}
          options={MINUTES.map((count) => ({
            value: String(count * 60),
            label: plural('uploads.minutes', count),
          }))}
        />
        <Select<LinkForm['type']>
          label={t('uploads.type')}
          value={form.type}
          onValue={(type) => set({ type })}
          options={TYPES.map((value) => ({ value, label: value.slice('image/'.length).toUpperCase() }))}
        />
      </div>
    </FormDialog>
  );
};
