import { useId, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { Button, Checkbox, Dialog, TextArea, TextInput, toast } from '../../ui';
import { type ConsentText, defaultConsent, keepConsent, VERSION_LENGTH_MAX } from './consent';
import styles from './register.module.css';

interface EditorProps {
  consent: ConsentText;
  onClose: () => void;
  onChange: (consent: ConsentText) => void;
}

const ConsentEditor = ({ consent, onClose, onChange }: EditorProps) => {
  const [text, setText] = useState(consent.text);
  const [version, setVersion] = useState(consent.version);
  const [tried, setTried] = useState(false);
  const form = useId();
  const whole = text.trim() !== '' && version.trim() !== '';
  const unmarked = text !== consent.text && version === consent.version;

  const save = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!whole) return;
    const next = { text: text.trim(), version: version.trim() };
    if (!keepConsent(next)) toast(t('register.consent.notKept'), 'danger');
    onChange(next);
    onClose();
  };
  const reset = () => {
    keepConsent(undefined);
    onChange(defaultConsent());
    onClose();
  };

  return (
    <Dialog
      wide
      title={t('register.consent.edit')}
      onClose={onClose}
      footer={
        <>
          <Button variant="quiet" onClick={reset}>
            {t('register.consent.reset')}
          </Button>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={form} variant="primary">
            {t('action.save')}
          </Button>
        </>
      }
    >
      <p class={styles.note}>{t('register.consent.editLead')}</p>
      <form id={form} class={styles.fields} onSubmit={save}>
        <TextArea
          label={t('register.consent.text')}
          value={text}
          onValue={setText}
          rows={8}
          error={tried && text.trim() === '' ? t('field.required') : undefined}
        />
        <TextInput
          label={t('register.consent.version')}
          hint={t(unmarked ? 'register.consent.newVersion' : 'register.consent.versionHint')}
          value={version}
          onValue={setVersion}
          maxLength={VERSION_LENGTH_MAX}
          autocomplete="off"
          error={tried && version.trim() === '' ? t('field.required') : undefined}
        />
      </form>
    </Dialog>
  );
};

interface ConsentFieldProps {
  consent: ConsentText;
  given: boolean;
  onGiven: (given: boolean) => void;
  onConsent: (consent: ConsentText) => void;
}

export const ConsentField = ({ consent, given, onGiven, onConsent }: ConsentFieldProps) => {
  const [editing, setEditing] = useState(false);
  return (
    <fieldset class={styles.consent}>
      <legend>{t('register.consent.title')}</legend>
      <p class={styles.consentText} dir="auto">
        {consent.text}
      </p>
      <div class={styles.consentMeta}>
        <span>{t('register.consent.versionIs', { version: consent.version })}</span>
        <Button variant="quiet" icon="edit" onClick={() => setEditing(true)}>
          {t('register.consent.edit')}
        </Button>
      </div>
      <Checkbox
        label={t('register.consent.given')}
        hint={given ? undefined : t('register.consent.without')}
        checked={given}
        onValue={onGiven}
      />
      {editing && (
        <ConsentEditor
          consent={consent}
          onClose={() => setEditing(false)}
          onChange={(next) => {
            // Whoever agreed to another text has not agreed to this one.
            if (next.text !== consent.text) onGiven(false);
            onConsent(next);
          }}
        />
      )}
    </fieldset>
  );
};
